using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace PasskeyBlazor.Data;

/// <summary>Something that happened to an account: saved together with what it tells of, and never changed.</summary>
public sealed class Activity
{
    public Guid Id { get; init; } = Guid.CreateVersion7();

    /// <summary>Whose account. It may be gone: what happened is kept for as long as the operator says, see <see cref="ActivityOptions"/>.</summary>
    public required Guid UserId { get; init; }

    public required DateTimeOffset At { get; init; }

    public required ActivityKind Kind { get; init; }

    /// <summary>By which way: <c>passkey</c>, or the scheme of a provider.</summary>
    public string? Way { get; init; }

    /// <summary>What it was done to, in words of then: the name of a passkey, or the old and the new one.</summary>
    public string? Detail { get; init; }

    public string? Browser { get; set; }

    public string? System { get; set; }

    /// <summary>From where: an IP address, as far as proxies say it.</summary>
    public string? Address { get; set; }

    /// <summary>What a person can read out and an operator can find in the log.</summary>
    public string? Reference { get; init; }

    /// <summary>Enough of a hash to find the credential, or the account at a provider, in the log; not enough to know it.</summary>
    public string? Hash { get; init; }

    /// <summary>The administrator who did it; null where it was the person.</summary>
    public Guid? ActorId { get; init; }

    /// <summary>Of somebody who is signed in: from where their session is.</summary>
    public static Activity In(Session session, ActivityKind kind, DateTimeOffset at, string? detail = null, string? way = null, string? hash = null) => new()
    {
        UserId = session.UserId,
        At = at,
        Kind = kind,
        Way = way,
        Detail = Line.Of(detail, Mapping.LongestDetail),
        Hash = hash,
        Browser = session.Browser,
        System = session.System,
        Address = session.Address,
    };

    /// <summary>By an administrator, to somebody's account. Not from where: that is the administrator's, and the owner sees this.</summary>
    public static Activity By(Session administrator, Guid userId, ActivityKind kind, DateTimeOffset at, string? detail = null) => new()
    {
        UserId = userId,
        At = at,
        Kind = kind,
        Detail = Line.Of(detail, Mapping.LongestDetail),
        ActorId = administrator.UserId,
    };

    internal sealed class Mapping : IEntityTypeConfiguration<Activity>
    {
        public const int LongestDetail = 250;

        public void Configure(EntityTypeBuilder<Activity> activity)
        {
            activity.Property(a => a.Kind).HasConversion<string>().HasMaxLength(30);
            activity.Property(a => a.Way).HasMaxLength(100);
            activity.Property(a => a.Detail).HasMaxLength(LongestDetail);
            activity.Property(a => a.Browser).HasMaxLength(50);
            activity.Property(a => a.System).HasMaxLength(50);
            activity.Property(a => a.Address).HasMaxLength(45);
            activity.Property(a => a.Reference).HasMaxLength(9);
            activity.Property(a => a.Hash).HasMaxLength(16);
            activity.HasIndex(a => new { a.UserId, a.At });
            activity.HasIndex(a => a.At);
        }
    }
}

/// <summary>What can happen to an account.</summary>
public enum ActivityKind
{
    /// <summary>Somebody signed in.</summary>
    SignedIn,

    /// <summary>Somebody signed out.</summary>
    SignedOut,

    /// <summary>A passkey of the account was refused.</summary>
    SignInRefused,

    /// <summary>Somebody who was signed in proved again who they are.</summary>
    Confirmed,

    /// <summary>Somebody who was signed in came back from a provider as somebody else.</summary>
    ConfirmationRefused,

    /// <summary>A passkey was added.</summary>
    PasskeyAdded,

    /// <summary>A passkey got another name.</summary>
    PasskeyRenamed,

    /// <summary>A passkey was removed.</summary>
    PasskeyRemoved,

    /// <summary>An administrator accepts no more passkeys of this make.</summary>
    PasskeyRevoked,

    /// <summary>An administrator has the passkeys of a make accepted again.</summary>
    PasskeyAccepted,

    /// <summary>An account at a provider became a way in, because the person wanted it.</summary>
    IdentityLinked,

    /// <summary>An account at a provider became a way in by its verified address, as the operator allows.</summary>
    IdentityLinkedByEmail,

    /// <summary>An account at a provider did not become a way in.</summary>
    LinkRefused,

    /// <summary>An account at a provider is no longer a way in.</summary>
    IdentityUnlinked,

    /// <summary>Another account at a provider says what is shown of this one.</summary>
    ShownChanged,

    /// <summary>Sessions were ended from another one.</summary>
    SessionsEnded,

    /// <summary>An administrator lets nobody in any more.</summary>
    Disabled,

    /// <summary>An administrator lets people in again.</summary>
    Enabled,

    /// <summary>The account may administer now.</summary>
    RoleGiven,

    /// <summary>The account may not administer any more.</summary>
    RoleTaken,

    /// <summary>The person took a copy of what is kept about them.</summary>
    DataDownloaded,

    /// <summary>The account was deleted.</summary>
    AccountDeleted,
}
