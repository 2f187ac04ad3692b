using PasskeyBlazor.Data;
using PasskeyBlazor.Providers;
using PasskeyBlazor.Sessions;

namespace PasskeyBlazor.Components;

/// <summary>The only place where an <see cref="Activity"/> becomes a sentence.</summary>
public static class ActivityText
{
    /// <summary>What happened, with an icon that stands for it.</summary>
    public static (string Icon, string Sentence) Of(Activity activity, ProviderDirectory directory)
    {
        var provider = directory.NameOf(activity.Way ?? "");

        return activity.Kind switch
        {
            ActivityKind.SignedIn when activity.Way == SignedIn.ByPasskey => ("passkey", Text.Activity_SignedInWithPasskey),
            ActivityKind.SignedIn => ("globe", Text.Activity_SignedInWith.With(provider)),
            ActivityKind.SignedOut => ("sign-out", Text.Activity_SignedOut),
            ActivityKind.SignInRefused => ("warning", Text.Activity_SignInRefused),
            ActivityKind.Confirmed => ("shield", Text.Activity_Confirmed),
            ActivityKind.ConfirmationRefused => ("warning", Text.Activity_ConfirmationRefused.With(provider)),
            ActivityKind.PasskeyAdded => ("plus", Text.Activity_PasskeyAdded),
            ActivityKind.PasskeyRenamed => ("pencil", Text.Activity_PasskeyRenamed),
            ActivityKind.PasskeyRemoved => ("trash", Text.Activity_PasskeyRemoved),
            ActivityKind.PasskeyRevoked => ("lock", Text.Activity_PasskeyRevoked),
            ActivityKind.PasskeyAccepted => ("check", Text.Activity_PasskeyAccepted),
            ActivityKind.IdentityLinked => ("link", Text.Activity_IdentityLinked.With(provider)),
            ActivityKind.IdentityLinkedByEmail => ("link", Text.Activity_IdentityLinkedByEmail.With(provider)),
            ActivityKind.LinkRefused => ("warning", Text.Activity_LinkRefused.With(provider)),
            ActivityKind.IdentityUnlinked => ("trash", Text.Activity_IdentityUnlinked.With(provider)),
            ActivityKind.ShownChanged => ("person", Text.Activity_ShownChanged),
            ActivityKind.SessionsEnded when activity.ActorId is not null => ("sign-out", Text.Activity_SessionsEndedForThem),
            ActivityKind.SessionsEnded => ("sign-out", Text.Activity_SessionsEnded),
            ActivityKind.Disabled => ("lock", Text.Activity_Disabled),
            ActivityKind.Enabled => ("check", Text.Activity_Enabled),
            ActivityKind.RoleGiven => ("person", Text.Activity_RoleGiven),
            ActivityKind.RoleTaken => ("person", Text.Activity_RoleTaken),
            ActivityKind.DataDownloaded => ("copy", Text.Activity_DataDownloaded),
            ActivityKind.AccountDeleted => ("trash", Text.Activity_AccountDeleted),
            _ => throw new ArgumentOutOfRangeException(nameof(activity), activity.Kind, "An activity without a sentence."),
        };
    }

    /// <summary>To what, by whom and from where, as far as it is known.</summary>
    /// <param name="activity">What happened.</param>
    /// <param name="actors">What administrators are called, where the reader may know.</param>
    public static string DetailOf(Activity activity, IReadOnlyDictionary<Guid, string>? actors = null)
    {
        var actor = activity.ActorId switch
        {
            null => null,
            { } id when actors?.GetValueOrDefault(id) is { } name => Text.Activity_By.With(name),
            _ => Text.Activity_ByAdministrator,
        };
        var reference = activity.Reference is null ? null : $"{Text.Error_Reference} {activity.Reference}";
        var detail = IsNameOf(activity) ? Text.Activity_Named.With(activity.Detail) : activity.Detail;
        string?[] parts = [detail, actor, BrowserName.Of(activity.Browser, activity.System), activity.Address, reference];

        return string.Join(" · ", parts.Where(part => part is not null));
    }

    /// <summary>A passkey's name is the person's own words, and in a row with a browser's it would read like one.</summary>
    private static bool IsNameOf(Activity activity) => activity.Detail is not null
        && (activity.Way == SignedIn.ByPasskey || activity.Kind is ActivityKind.PasskeyAdded or ActivityKind.PasskeyRemoved);
}
