using Bunit;
using Microsoft.AspNetCore.Components;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using PasskeyBlazor.Account;
using PasskeyBlazor.Components.Passkeys;
using PasskeyBlazor.Data;
using PasskeyBlazor.Passkeys;
using PasskeyBlazor.Providers;
using PasskeyBlazor.Tests.Support.Browser;
using PasskeyBlazor.Tests.Support.Hosting;

namespace PasskeyBlazor.Tests.Components;

/// <summary>A test of the list by itself, and of the question before a removal.</summary>
public abstract class OwnPasskeysTest : ComponentTest
{
    protected OwnPasskeysTest()
    {
        ComponentFactories.AddStub<PasskeysPanel>(); // the ceremony has tests of its own
        Services.AddSingleton(Accounts.Get<ExternalIdentities>());
        Services.AddSingleton(new ProviderDirectory([new Provider("Example", "Example", VerifiesEmail: true)], []));
        Services.AddSingleton(Accounts.Get<SignInMethods>());
        Services.AddSingleton(Accounts.Get<UserAccountEvents>());
    }

    protected static CancellationToken Cancel => Xunit.TestContext.Current.CancellationToken;

    protected string Address => Services.GetRequiredService<NavigationManager>().Uri;

    protected static IEnumerable<string> Ways(IRenderedComponent<RemovePasskey> question) => question.FindAll(".methods li > span:last-child").Select(way => way.TextContent);

    protected IRenderedComponent<RemovePasskey> Question(Session session, Passkey passkey)
    {
        Services.GetRequiredService<NavigationManager>().NavigateTo(PasskeysAddress.Removing(passkey.Id));

        return Render<RemovePasskey>(question => SignIn(question, session));
    }

    protected IRenderedComponent<OwnPasskeys> List(Session session, params Guid[] here) => Changed(session, null, default, here);

    /// <summary>The list after a change.</summary>
    protected IRenderedComponent<OwnPasskeys> Changed(Session session, PasskeyChange? change, Guid id, params Guid[] here) => Render<OwnPasskeys>(list =>
    {
        SignIn(list, session);
        list.Add(p => p.Here, here).Add(p => p.Done, $"{change}").Add(p => p.Id, $"{id}");
    });

    protected Task<int> ChangeAsync(Passkey passkey, Action<Microsoft.EntityFrameworkCore.Query.UpdateSettersBuilder<Passkey>> set) =>
        Accounts.AskAsync(db => db.Passkeys.Where(p => p.Id == passkey.Id).ExecuteUpdateAsync(set, Cancel));

    /// <summary>Signed in with a passkey, to an account without a provider.</summary>
    protected async Task<Session> OnlyByPasskeyAsync()
    {
        await Accounts.RegisterAsync(await Accounts.SignInAsync());
        var session = (await Accounts.SignInWithPasskeyAsync()).Value;
        await Accounts.AskAsync(db => db.Sessions.Where(s => s.ExternalIdentityId != null).ExecuteDeleteAsync(Cancel));
        await Accounts.AskAsync(db => db.ExternalIdentities.ExecuteDeleteAsync(Cancel));

        return session;
    }
}
