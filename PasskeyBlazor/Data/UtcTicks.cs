using Microsoft.EntityFrameworkCore.Storage.ValueConversion;

namespace PasskeyBlazor.Data;

/// <summary>Stores a time as a number that every database can compare: 100-nanosecond ticks in UTC.</summary>
internal sealed class UtcTicks() : ValueConverter<DateTimeOffset, long>(
    moment => moment.UtcTicks,
    ticks => new DateTimeOffset(ticks, TimeSpan.Zero));
