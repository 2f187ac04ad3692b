using Microsoft.EntityFrameworkCore;
using PasskeyBlazor.Data;

namespace PasskeyBlazor.Sessions;

/// <summary>
/// The result of both kinds of sign-in: the passkey or external identity that proved the user, and the one-time value that this
/// proof spends. The proof is valid only when that value is saved as spent, in the same save as the session.
/// </summary>
public sealed class SignInProof
{
    private readonly SpentChallenge? spent;
    private readonly PendingLink? link;

    private SignInProof(SpentChallenge spent) => this.spent = spent;

    private SignInProof(PendingLink link) => this.link = link;

    /// <summary>The passkey that answered. Null when a provider answered.</summary>
    public Passkey? Passkey { get; private init; }

    /// <summary>The external identity from the provider. Null when a passkey answered.</summary>
    public ExternalIdentity? Identity { get; private init; }

    /// <summary>Whether it proves an authentication of just now: a passkey always does, a provider only where its answer says so.</summary>
    public bool IsProvedFresh { get; private init; }

    public User User => Passkey?.User ?? Identity!.User;

    /// <summary>The stored method: <see cref="Session.ByPasskey"/> or the scheme of the provider.</summary>
    public string Method => Identity?.Provider ?? Session.ByPasskey;

    /// <summary>The time of the provider's proof, if it is older than this request. Otherwise null.</summary>
    public DateTimeOffset? ProvedAt => link?.CreatedAt;

    /// <summary>A passkey and the challenge that its answer spends.</summary>
    public static SignInProof OfPasskey(Passkey passkey, SpentChallenge challenge) => new(challenge) { Passkey = passkey, IsProvedFresh = true };

    /// <summary>An external identity and the nonce of the provider's answer.</summary>
    public static SignInProof OfIdentity(ExternalIdentity identity, SpentChallenge nonce, bool isProvedFresh = false) =>
        new(nonce) { Identity = identity, IsProvedFresh = isProvedFresh };

    /// <summary>An external identity from an earlier proof, and the pending link that it spends.</summary>
    public static SignInProof OfPendingLink(ExternalIdentity identity, PendingLink link) => new(link) { Identity = identity };

    /// <summary>Stages the spending. Of two saves with the same proof, the second one fails completely.</summary>
    public void StageSpending(AppDbContext db)
    {
        if (spent is not null)
        {
            db.SpentChallenges.Add(spent);
        }
        else
        {
            db.PendingLinks.Remove(link!);
        }
    }

    /// <summary>After a failed save: whether another save spent the same value before.</summary>
    public async Task<bool> IsSpentAsync(AppDbContext db, CancellationToken cancellationToken) => spent is not null
        ? await db.SpentChallenges.AnyAsync(c => c.Challenge == spent.Challenge, cancellationToken)
        : !await db.PendingLinks.AnyAsync(l => l.Browser == link!.Browser && l.CreatedAt == link.CreatedAt, cancellationToken);
}
