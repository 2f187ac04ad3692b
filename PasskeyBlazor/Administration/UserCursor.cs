using System.Globalization;

namespace PasskeyBlazor.Administration;

/// <summary>
/// A position in the list of users: after this user. It contains the values that sort the list. So the position stays the same
/// when this user signs in again or is deleted.
/// </summary>
public sealed record UserCursor(DateTimeOffset? LastSignInAt, Guid Id)
{
    /// <summary>Parses the cursor from an address. Null for an invalid cursor: the list then starts at the beginning.</summary>
    public static UserCursor? Parse(string? text)
    {
        var parts = text?.Split('-', 2);
        if (parts is not [var ticks, var id] || !Guid.TryParse(id, out var userId)
            || !long.TryParse(ticks, NumberStyles.None, CultureInfo.InvariantCulture, out var moment) || moment > DateTimeOffset.MaxValue.Ticks)
        {
            return null;
        }

        return new UserCursor(moment == 0 ? null : new DateTimeOffset(moment, TimeSpan.Zero), userId);
    }

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{LastSignInAt?.UtcTicks ?? 0}-{Id:N}");
}
