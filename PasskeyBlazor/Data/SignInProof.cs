using Microsoft.EntityFrameworkCore;

namespace PasskeyBlazor.Data;

/// <summary>
/// What both ways of signing in end with: a passkey or an external identity that proved its user, and the one-time value that this
/// proof spends. The proof is worth nothing until that value is saved as spent, in the same save as the session.
/// </summary>
public sealed class SignInProof
{
    private readonly SpentChallenge? spent;
    private readonly PendingLink? link;

    private SignInProof(SpentChallenge spent) => this.spent = spent;

    private SignInProof(PendingLink link) => this.link = link;

    /// <summary>The passkey that answered; null where a provider did.</summary>
    public Passkey? Passkey { get; private init; }

    /// <summary>The external identity that a provider named; null where a passkey answered.</summary>
    public ExternalIdentity? Identity { get; private init; }

    public User User => Passkey?.User ?? Identity!.User;

    /// <summary>The method as stored: <see cref="Session.ByPasskey"/> or the scheme of the provider.</summary>
    public string Method => Identity?.Provider ?? Session.ByPasskey;

    /// <summary>When the provider proved it, where that was before this request; else null.</summary>
    public DateTimeOffset? ProvedAt => link?.CreatedAt;

    /// <summary>A passkey, with the challenge that its answer spends.</summary>
    public static SignInProof OfPasskey(Passkey passkey, SpentChallenge challenge) => new(challenge) { Passkey = passkey };

    /// <summary>An external identity, with the one-time value of the provider's answer.</summary>
    public static SignInProof OfIdentity(ExternalIdentity identity, SpentChallenge nonce) => new(nonce) { Identity = identity };

    /// <summary>An external identity that was proved before and waited for an answer, with the pending link that it spends.</summary>
    public static SignInProof OfPendingLink(ExternalIdentity identity, PendingLink link) => new(link) { Identity = identity };

    /// <summary>Stages the spending: of two saves with the same proof, the second one fails whole.</summary>
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

    /// <summary>After a save that failed: whether another one spent the same value before.</summary>
    public async Task<bool> IsSpentAsync(AppDbContext db, CancellationToken cancellationToken) => spent is not null
        ? await db.SpentChallenges.AnyAsync(c => c.Challenge == spent.Challenge, cancellationToken)
        : !await db.PendingLinks.AnyAsync(l => l.Browser == link!.Browser && l.CreatedAt == link.CreatedAt, cancellationToken);
}
