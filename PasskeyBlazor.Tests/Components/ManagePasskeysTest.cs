using Bunit;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Http;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using PasskeyBlazor.Account;
using PasskeyBlazor.Components.Passkeys;
using PasskeyBlazor.Data;
using PasskeyBlazor.Passkeys;
using PasskeyBlazor.Providers;
using PasskeyBlazor.Tests.Support.Browser;
using PasskeyBlazor.Tests.Support.Hosting;

namespace PasskeyBlazor.Tests.Components;

/// <summary>A test of the list by itself, and of the question before a removal.</summary>
public abstract class ManagePasskeysTest : ComponentTest
{
    protected ManagePasskeysTest()
    {
        ComponentFactories.AddStub<PasskeysPanel>(); // the ceremony has tests of its own
        Services.AddSingleton(Accounts.Get<ExternalIdentities>());
        Services.AddSingleton(new ProviderDirectory([new Provider("Example", "Example", VerifiesEmail: true)], []));
        Services.AddSingleton(Accounts.Get<SignInMethods>());
        Services.AddSingleton(Accounts.Get<UserAccountEvents>());
        Services.AddSingleton(new BrowserPasskeys(Accounts.Get<IHostEnvironment>()));
    }

    protected static CancellationToken Cancel => Xunit.TestContext.Current.CancellationToken;

    protected string Address => Services.GetRequiredService<NavigationManager>().Uri;

    protected static IEnumerable<string> Ways(IRenderedComponent<RemovePasskey> question) => question.FindAll(".methods li > span:last-child").Select(way => way.TextContent);

    protected IRenderedComponent<RemovePasskey> Question(Session session, Passkey passkey)
    {
        Services.GetRequiredService<NavigationManager>().NavigateTo(PasskeysAddress.Removing(passkey.Id));

        return Render<RemovePasskey>(question => SignIn(question, session));
    }

    protected IRenderedComponent<ManagePasskeys> List(Session session, params Guid[] here) => At(PasskeysAddress.Path, session, here);

    protected IRenderedComponent<ManagePasskeys> Failed(Session session, Failure failure) => At($"{PasskeysAddress.Path}?failure={failure}", session);

    /// <summary>The list after a change.</summary>
    protected IRenderedComponent<ManagePasskeys> Changed(Session session, PasskeyChange change, Guid id, params Guid[] here) => At(PasskeysAddress.Done(change, id), session, here);

    private IRenderedComponent<ManagePasskeys> At(string address, Session session, params Guid[] here)
    {
        Services.GetRequiredService<NavigationManager>().NavigateTo(address);

        return Render<ManagePasskeys>(list =>
        {
            SignIn(list, session);
            list.AddCascadingValue<HttpContext>(Request(here));
        });
    }

    /// <summary>A request of the browser with these passkeys.</summary>
    private DefaultHttpContext Request(Guid[] here)
    {
        var http = new DefaultHttpContext();
        http.Request.Headers.Cookie = $"{AppCookies.Name("passkeys", Accounts.Get<IHostEnvironment>())}={string.Join('.', here.Select(id => $"{id:N}"))}";

        return http;
    }

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
