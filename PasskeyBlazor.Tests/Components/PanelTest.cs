using Bunit;
using Microsoft.AspNetCore.Components;
using PasskeyBlazor.Components.Passkeys;
using PasskeyBlazor.Data;
using PasskeyBlazor.Passkeys;
using PasskeyBlazor.Tests.Support.Browser;

namespace PasskeyBlazor.Tests.Components;

/// <summary>The add-passkey panel by itself, with a script that says what the test wants.</summary>
public abstract class PanelTest : ComponentTest
{
    protected static readonly Capabilities Able = new(IsSecureContext: true, HasWebAuthn: true, HasPlatformAuthenticator: true, CanUsePhone: true);

    private readonly JSRuntimeInvocationHandler<bool> prepare;

    protected PanelTest()
    {
        Script = JSInterop.SetupModule("./Components/Passkeys/AddPasskey.razor.js");
        Script.SetupVoid("forget", _ => true).SetVoidResult();
        Script.SetupVoid("cancel").SetVoidResult();
        Script.SetupVoid("keepHere", _ => true).SetVoidResult();
        prepare = Script.Setup<bool>("prepare", _ => true);
        prepare.SetResult(false); // each press asks the server, unless a test says otherwise
        Script.SetupVoid("remember", _ => true).SetVoidResult();
        Script.SetupVoid("keepFocus", _ => true).SetVoidResult();
    }

    /// <summary>From now on the page keeps the options that are prepared for it.</summary>
    protected void KeepsPrepared() => prepare.SetResult(true);

    /// <summary>What the panel reported to the page around it.</summary>
    protected List<object> Told { get; } = [];

    protected BunitJSModuleInterop Script { get; }

    /// <summary>The interrupted change that waits in the browser.</summary>
    protected Interrupted? Interruption { get; set; }

    protected static void Shows(IRenderedComponent<AddPasskey> panel, AddPasskeyState state, string sentence, params string[] actions)
    {
        Assert.Equal($"{state}", panel.Find("section").GetAttribute("data-state"));
        Assert.Contains(sentence, panel.Find("section").TextContent);
        Assert.Equal(actions, panel.FindAll("button:not(.arrow, [role=menuitem]), a").Select(action => action.TextContent.Trim()));
    }

    protected void Answers(Func<string, BrowserAnswer> answer) => Script.AddInvocationHandler(new Answering<BrowserAnswer>("create", answer));

    /// <summary>The panel in a browser that can do this, and that answers.</summary>
    protected IRenderedComponent<AddPasskey> Ready(Session session, Capabilities? can = null)
    {
        Script.Setup<Capabilities>("capabilities").SetResult(can ?? Able);
        Script.Setup<Interrupted?>("resume", _ => true).SetResult(Interruption);

        return Panel(session);
    }

    protected IRenderedComponent<AddPasskey> Panel(Session? session) => Render<AddPasskey>(panel =>
    {
        SignIn(panel, session);
        panel.Add(p => p.Added, passkey => Told.Add(passkey));
        panel.Add(p => p.Failed, failure => Told.Add(failure));
        panel.Add(p => p.NotSupported, can => Told.Add(can));
        panel.Add(p => p.ChildContent, View);
        Shape(panel);
    });

    /// <summary>The view inside it; the whole panel unless a class of tests says otherwise.</summary>
    protected virtual RenderFragment View(AddPasskey ceremony) => view =>
    {
        view.OpenComponent<AddPasskeyPanel>(0);
        view.AddComponentParameter(1, nameof(AddPasskeyPanel.Of), ceremony);
        view.CloseComponent();
    };

    /// <summary>What is different about the panel in a class of tests.</summary>
    protected virtual void Shape(ComponentParameterCollectionBuilder<AddPasskey> panel)
    {
    }
}
