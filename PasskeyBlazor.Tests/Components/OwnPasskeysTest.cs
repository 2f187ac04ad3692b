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

/// <summary>A test of the list by itself, with scripts that say what the test wants.</summary>
public abstract class OwnPasskeysTest : ComponentTest
{
    protected OwnPasskeysTest()
    {
        // They have tests of their own.
        ComponentFactories.AddStub<AddPasskey>(ceremony => ceremony.Get(c => c.ChildContent)(null!)); // no stub reads it
        ComponentFactories.AddStub<AddPasskeyOffer>(view => view.Get(v => v.Empty) ?? (_ => { }));
        Services.AddSingleton(Accounts.Get<ExternalIdentities>());
        Services.AddSingleton(new ProviderDirectory([new Provider("Example", "Example", VerifiesEmail: true)], []));
        Services.AddSingleton(Accounts.Get<SignInMethods>());
        Services.AddSingleton(Accounts.Get<UserAccount>());
        JSInterop.SetupVoid("Blazor._internal.domWrapper.focus", _ => true).SetVoidResult();
        Script = JSInterop.SetupModule("./Components/Passkeys/OwnPasskeys.razor.js");
        Script.SetupVoid("tell", _ => true).SetVoidResult();
        Script.SetupVoid("remember", _ => true).SetVoidResult();
        Dialog = JSInterop.SetupModule("./Components/Passkeys/RemovePasskey.razor.js");
        Dialog.SetupVoid("open", _ => true).SetVoidResult();
        Dialog.SetupVoid("close", _ => true).SetVoidResult();
    }

    /// <summary>The list's own.</summary>
    protected BunitJSModuleInterop Script { get; }

    /// <summary>That of the dialog that asks.</summary>
    protected BunitJSModuleInterop Dialog { get; }

    /// <summary>The interrupted change that waits in the browser.</summary>
    protected Interrupted? Interruption { get; set; }

    protected static CancellationToken Cancel => Xunit.TestContext.Current.CancellationToken;

    protected string Address => Services.GetRequiredService<NavigationManager>().Uri;

    protected async Task AskAsync(IRenderedComponent<OwnPasskeys> list, Passkey passkey) =>
        await list.Find($"button[aria-label='Remove {await Accounts.ShownNameAsync(passkey)}']").ClickAsync(new());

    protected static Task RemoveAskedAsync(IRenderedComponent<OwnPasskeys> list) => list.Find("dialog .danger").ClickAsync(new());

    protected static IEnumerable<string> Ways(IRenderedComponent<OwnPasskeys> list) => list.FindAll(".methods li > span:last-child").Select(way => way.TextContent);

    protected List<PasskeySignal> Told() => [.. Script.Invocations.Where(i => i.Identifier == "tell").Select(i => (PasskeySignal)i.Arguments[0]!)];

    protected async Task<string> DialogAsync(Session session, Passkey passkey)
    {
        var list = List(session);
        await AskAsync(list, passkey);

        return list.Find("dialog").TextContent;
    }

    protected IRenderedComponent<OwnPasskeys> List(Session session, params Guid[] here)
    {
        Script.Setup<Interrupted?>("resume", _ => true).SetResult(Interruption);

        return Render<OwnPasskeys>(list =>
        {
            SignIn(list, session);
            list.Add(p => p.Here, here);
        });
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
