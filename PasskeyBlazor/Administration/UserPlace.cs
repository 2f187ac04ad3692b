using System.Globalization;

namespace PasskeyBlazor.Administration;

/// <summary>
/// A place in the list of users: behind this one. It holds what the list is ordered by, so that it stays where it is when the
/// user signs in again, or goes.
/// </summary>
public sealed record UserPlace(DateTimeOffset? LastSignInAt, Guid Id)
{
    /// <summary>Reads what an address says; null, which is the beginning, where it makes no sense.</summary>
    public static UserPlace? Parse(string? text)
    {
        var parts = text?.Split('-', 2);
        if (parts is not [var ticks, var id] || !Guid.TryParse(id, out var userId)
            || !long.TryParse(ticks, NumberStyles.None, CultureInfo.InvariantCulture, out var moment) || moment > DateTimeOffset.MaxValue.Ticks)
        {
            return null;
        }

        return new UserPlace(moment == 0 ? null : new DateTimeOffset(moment, TimeSpan.Zero), userId);
    }

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{LastSignInAt?.UtcTicks ?? 0}-{Id:N}");
}
