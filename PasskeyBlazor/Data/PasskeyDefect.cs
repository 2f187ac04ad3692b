using Microsoft.EntityFrameworkCore;

namespace PasskeyBlazor.Data;

/// <summary>What a refused answer shows about its passkey: later answers will be refused too.</summary>
/// <param name="Passkey">The passkey as it was when its answer was refused.</param>
/// <param name="Reason">The reason, which a later answer cannot cure.</param>
/// <param name="Answered">
/// The challenge, where only a verified signature proves the defect. The same save spends it, so that an answer counts once. Null
/// where the passkey itself shows the defect.
/// </param>
public sealed record PasskeyDefect(Passkey Passkey, UnusableReason Reason, SpentChallenge? Answered)
{
    /// <summary>
    /// Counts the defect, unless the answer is a repetition, or the passkey was removed or accepted meanwhile. Use it only inside
    /// <see cref="AppDbContext.BeginWriteAsync"/>. The caller saves.
    /// </summary>
    /// <returns>Whether the passkey is unusable from now on.</returns>
    public async Task<bool> StageAsync(AppDbContext db, DateTimeOffset at, CancellationToken cancellationToken)
    {
        if (Answered is not null)
        {
            if (await db.SpentChallenges.AnyAsync(c => c.Challenge == Answered.Challenge, cancellationToken))
            {
                return false;
            }

            db.SpentChallenges.Add(Answered);
        }

        var (id, lastUsedAt) = (Passkey.Id, Passkey.LastUsedAt);
        var stored = await db.Passkeys.SingleOrDefaultAsync(p => p.Id == id && p.LastUsedAt == lastUsedAt, cancellationToken);

        return stored?.NoteRefusal(Reason, at) == true;
    }
}
