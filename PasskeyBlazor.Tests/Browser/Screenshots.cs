using Microsoft.EntityFrameworkCore;
using Microsoft.Playwright;
using PasskeyBlazor.Data;
using PasskeyBlazor.Providers;
using PasskeyBlazor.Tests.Support.Browser;
using PasskeyBlazor.Tests.Support.Database;
using PasskeyBlazor.Tests.Support.Hosting;

using static Microsoft.Playwright.Assertions;

namespace PasskeyBlazor.Tests.Browser;

/// <summary>
/// Pictures of every page and state, in light and dark, 1280, 768 and 320 pixels wide, to look at beside each other. Only when asked for:
/// <c>dotnet test --filter-class '*Screenshots' --explicit only</c> writes them to <c>screenshots</c>, which is not committed.
/// </summary>
public sealed class Screenshots(BrowserFixture browser) : BrowserTest(browser)
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    protected override TestApp MakeApp() => new() { Settings = { ["Passkeys:Offer"] = "true" } };

    [Theory(Explicit = true)]
    [InlineData("home-signed-out", "/")]
    [InlineData("sign-in", "/sign-in")]
    [InlineData("sign-in-cancelled", "/sign-in?failure=Cancelled")]
    [InlineData("sign-in-failed", "/sign-in?failure=PasskeyRefused")]
    [InlineData("sign-in-provider-failed", "/sign-in?failure=ProviderFailed&reference=7F3K-21QD")]
    [InlineData("policy", "/policy")]
    [InlineData("account-deleted", "/account-deleted")]
    [InlineData("not-found", "/no-such-page")]
    [InlineData("error", "/error")]
    public async Task A_public_page(string name, string path)
    {
        var visitor = await OpenBrowserAsync();

        await TakeAsync(visitor, path, name);
    }

    [Theory(Explicit = true)]
    [InlineData("home", "/")]
    [InlineData("passkeys", "/passkeys")]
    [InlineData("offer-cancelled", "/passkeys/add?offer=true&failure=NotAllowedError")]
    [InlineData("offer-already-here", "/passkeys/add?offer=true&failure=InvalidStateError")]
    [InlineData("add-not-saved", "/passkeys/add?failure=NotSaved")]
    [InlineData("sessions", "/sessions")]
    [InlineData("sessions-ended", "/sessions?ended=true")]
    [InlineData("accounts", "/accounts")]
    [InlineData("accounts-linked", "/accounts?done=Linked")]
    [InlineData("accounts-failed", "/accounts?failure=LinkedToAnother")]
    [InlineData("activity", "/activity")]
    [InlineData("activity-passkeys", "/activity?show=passkeys")]
    [InlineData("account", "/account")]
    [InlineData("account-shown", "/account?done=Shown")]
    [InlineData("link-gone", "/link?returnUrl=/protected")]
    [InlineData("account-delete-only-administrator", "/account/delete")]
    [InlineData("protected", "/protected")]
    [InlineData("confirm", "/confirm?failure=Cancelled&reason=Add")]
    [InlineData("access-denied", "/access-denied")]
    [InlineData("admin", "/admin")]
    [InlineData("admin-models", "/admin/models")]
    public async Task A_page_of_a_full_account(string name, string path)
    {
        var ada = await WithFullAccountAsync();

        await TakeAsync(ada, path, name);
    }

    [Theory(Explicit = true)]
    [InlineData("panel-menu", "/", "More ways to create a passkey")]
    [InlineData("panel-added", "/", "Create a passkey")]
    [InlineData("passkeys-added", "/passkeys", "Create a passkey")]
    [InlineData("passkeys-rename", "/passkeys", "Rename YubiKey 5 Series")]
    [InlineData("passkeys-remove", "/passkeys", "Remove iCloud Keychain")]
    public async Task A_state_that_a_press_leads_to(string name, string path, string pressed)
    {
        var ada = await WithFullAccountAsync();
        await ada.OpenAsync(path);
        await ada.HasAllDrawnAsync();
        await ada.PressAsync(pressed);
        await Expect(ada.Page.Locator(".choices:popover-open, [data-state=Added], .notice.good, .rename:not([hidden]), dialog[open], .emblem.good").First).ToBeVisibleAsync();

        await TakeAsync(ada, name);
    }

    [Theory(Explicit = true)]
    [InlineData("panel-working", "/", "Working", true)]
    [InlineData("panel-cancelled", "/", "Cancelled", true, "NotAllowedError after a while")]
    [InlineData("panel-already-here", "/", "AlreadyHere", true, "InvalidStateError")]
    [InlineData("panel-failed", "/", "Failed", true, "UnknownError")]
    [InlineData("panel-not-supported", "/", "NotSupported", false)]
    [InlineData("passkeys-working", "/passkeys", "Working", true)]
    [InlineData("passkeys-cancelled", "/passkeys", "Cancelled", true, "NotAllowedError after a while")]
    [InlineData("passkeys-failed", "/passkeys", "Failed", true, "UnknownError")]
    [InlineData("passkeys-not-supported", "/passkeys", "NotSupported", false)]
    public async Task A_state_of_the_panel(string name, string path, string state, bool isPressed, string? error = null)
    {
        var grace = await OpenBrowserAsync();
        var signedIn = await grace.SignInQuicklyAsync("grace");
        if (path == "/passkeys")
        {
            await App.KeepPasskeysAsync(signedIn.UserId, "Laptop", "Phone", "Tablet", "Desktop");
        }

        await (name switch
        {
            "panel-working" or "passkeys-working" => Sheets.WaitForTouchAsync(grace),
            "panel-not-supported" or "passkeys-not-supported" => grace.PrepareAsync("delete window.PublicKeyCredential;"),
            _ => Sheets.FailAsync(grace, error!),
        });

        await grace.OpenAsync(path);
        await grace.HasAllDrawnAsync();
        if (isPressed)
        {
            await grace.PressAsync("Create a passkey");
        }

        await Expect(grace.Panel).ToHaveAttributeAsync("data-state", state);
        await TakeAsync(grace, name);
    }

    [Fact(Explicit = true)]
    public async Task What_Home_says_where_a_passkey_is_here_and_where_the_offer_is_declined()
    {
        var grace = await OpenBrowserAsync();
        await grace.SignInQuicklyAsync("grace");
        await grace.OpenAsync("/passkeys");
        await grace.PressAsync("Turn off");
        await TakeAsync(grace, "/", "home-declined");
        await grace.OpenAsync("/passkeys");
        await grace.PressAsync("Turn on");
        await grace.OpenAsync("/passkeys");
        await grace.CreatePasskeyAsync();
        await TakeAsync(grace, "/", "home-all-set-second");
        await grace.OpenAsync("/passkeys");
        await grace.PressAsync("Create a passkey");
        await grace.PanelSaysAsync("You already have a passkey");
        await TakeAsync(grace, "passkeys-already-here");
        await using (var db = App.OpenDatabase())
        {
            await db.Passkeys.ExecuteUpdateAsync(set => set.SetProperty(p => p.IsBackupEligible, true), Cancel);
        }

        await TakeAsync(grace, "/", "home-all-set");
    }

    [Fact(Explicit = true)]
    public async Task The_offer_and_the_page_that_follows_it()
    {
        var grace = await OpenBrowserAsync();
        await grace.SignInQuicklyAsync("grace");
        await TakeAsync(grace, "/passkeys/add?offer=true&returnUrl=/protected", "offer");
        await grace.PressAsync("Create a passkey");
        await Expect(grace.Page.Locator(".emblem.good")).ToBeVisibleAsync();
        await TakeAsync(grace, "offer-added");
    }

    [Fact(Explicit = true)]
    public async Task A_page_that_was_out_of_date_and_a_passkey_that_was_removed()
    {
        var grace = await OpenBrowserAsync();
        var signedIn = await grace.SignInQuicklyAsync("grace");
        await App.KeepPasskeysAsync(signedIn.UserId, "Laptop", "Phone");
        await grace.OpenAsync("/passkeys");
        await grace.HasAllDrawnAsync();
        await grace.LoseCookieAsync(Cookies.Antiforgery);
        await grace.PressAsync("Turn off");
        await Expect(grace.Page.GetByText("This page was out of date")).ToBeVisibleAsync();
        await TakeAsync(grace, "passkeys-outdated");
        await grace.PressAsync("Remove Laptop");
        await grace.PressAsync("Remove passkey");
        await Expect(grace.Page.GetByText("Removed “Laptop”")).ToBeVisibleAsync();
        await TakeAsync(grace, "passkeys-removed");
        await using (var db = App.OpenDatabase())
        {
            await db.Sessions.ExecuteDeleteAsync(Cancel);
        }

        await grace.PressAsync("Turn off");
        await grace.IsToldAsync("You are signed out. Sign in again.");
        await TakeAsync(grace, "sign-in-signed-out");
    }

    [Fact(Explicit = true)]
    public async Task A_sign_in_that_was_cancelled_twice()
    {
        var ada = await OpenBrowserAsync();
        await Sheets.FailAsync(ada, "NotAllowedError after a while");
        await ada.OpenAsync("/sign-in");
        await ada.PressAsync("Sign in with a passkey");
        await ada.IsToldAsync("You weren’t signed in.");
        await ada.PressAsync("Sign in with a passkey");
        await ada.IsToldAsync("Still not working?");

        await TakeAsync(ada, "sign-in-cancelled-twice");
    }

    [Fact(Explicit = true)]
    public async Task A_browser_without_passkeys_an_address_alone_and_all_help()
    {
        var ada = await OpenBrowserAsync();
        await Sheets.FailAsync(ada, "NotAllowedError");
        await ada.OpenAsync("/sign-in");
        await ada.Page.GetByLabel("E-mail").PressAsync("Enter");
        await ada.IsToldAsync("The e-mail field only finds passkeys.");
        foreach (var help in await ada.Page.Locator("summary").AllAsync())
        {
            await help.ClickAsync();
        }

        await TakeAsync(ada, "sign-in-help");
        await ada.Authenticator.RemoveAsync();
        await ada.OpenAsync("/sign-in");
        await ada.IsToldAsync("no passkeys of its own");
        await TakeAsync(ada, "sign-in-none-own");
    }

    [Fact(Explicit = true)]
    public async Task A_page_that_waits_for_the_browser()
    {
        var ada = await OpenBrowserAsync();
        await Sheets.ReplaceAsync(ada, "return new Promise(() => { })");
        await ada.OpenAsync("/sign-in");
        await ada.PressAsync("Sign in with a passkey");
        await ada.IsToldAsync("Follow your browser’s instructions…");

        await TakeAsync(ada, "sign-in-waiting");
    }

    [Fact(Explicit = true)]
    public async Task A_passkey_that_no_longer_works_and_was_the_only_proof()
    {
        var grace = await OpenBrowserAsync();
        var signedIn = await grace.SignInQuicklyAsync("grace");
        await App.KeepPasskeysAsync(signedIn.UserId, "Laptop");
        await App.ForgetProvidersAsync();
        await using (var db = App.OpenDatabase())
        {
            await db.Passkeys.ExecuteUpdateAsync(
                set => set.SetProperty(p => p.UnusableSince, DateTimeOffset.UtcNow).SetProperty(p => p.UnusableReason, UnusableReason.CounterNotGrown), Cancel);
        }

        await TakeAsync(grace, "/passkeys", "passkeys-unusable");
        await App.AgeSessionsAsync();
        await TakeAsync(grace, "/confirm?failure=PasskeyUnusable&reason=Add", "confirm-no-method");
    }

    [Fact(Explicit = true)]
    public async Task A_list_without_passkeys_with_one_and_with_the_last_sign_in_method()
    {
        var grace = await OpenBrowserAsync();
        var signedIn = await grace.SignInQuicklyAsync("grace");
        await TakeAsync(grace, "/passkeys", "passkeys-empty");
        await TakeAsync(grace, "/accounts", "accounts-only-method");

        await KeepAsync(signedIn.UserId, Kept("Windows Hello", "08987058-cadc-4b81-b6e1-30de50dcbe96", "internal"));
        await TakeAsync(grace, "/passkeys", "passkeys-advice");

        await using (var db = App.OpenDatabase())
        {
            await db.ExternalIdentities.ExecuteUpdateAsync(set => set.SetProperty(i => i.Provider, "Gone"), Cancel);
        }

        await TakeAsync(grace, "/passkeys", "passkeys-only-method");
    }

    [Fact(Explicit = true)]
    public async Task Connecting_one_more_account_and_disconnecting_it()
    {
        var ada = await OpenBrowserAsync();
        var signedIn = await ada.GetPasskeyAsync();
        await ada.OpenAsync("/sign-in");
        await TakeAsync(ada, "sign-in-used-last");
        await ada.ContinueWithProviderAsync("Augusta King");
        await TakeAsync(ada, "link-offer");
        await ada.FollowAsync("Sign in to my existing account");
        await TakeAsync(ada, "sign-in-as-before");
        await ada.ContinueWithProviderAsync("Augusta King");
        await TakeAsync(ada, "sign-in-same-account");
        await ada.PressAsync("Sign in with a passkey");
        await TakeAsync(ada, "link-confirm");

        await using var db = App.OpenDatabase();
        var identity = await db.ExternalIdentities.SingleAsync(i => i.UserId == signedIn.UserId, Cancel);
        await TakeAsync(ada, ConnectedAccountsAddress.Disconnecting(identity.Id), "accounts-disconnect");
    }

    [Fact(Explicit = true)]
    public async Task What_administrators_see_of_a_user()
    {
        var ada = await WithFullAccountAsync();
        await using var db = App.OpenDatabase();
        var grace = await db.Users.SingleAsync(u => u.DisplayName == "Grace Hopper", Cancel);

        await TakeAsync(ada, $"/admin/users/{grace.Id}", "admin-user");
        await ada.FollowAsync("Disable account");
        await TakeAsync(ada, "admin-disable");
    }

    [Fact(Explicit = true)]
    public async Task A_model_that_is_stopped_and_accepted_again()
    {
        var ada = await WithFullAccountAsync();
        const string Model = "/admin/models/ee882879-721c-4913-9775-3dfcce97072a";

        await TakeAsync(ada, Model, "admin-model-stop");
        await ada.PressAsync("Stop accepting");
        await Expect(ada.Heading).ToHaveTextAsync("Passkeys by authenticator model");
        await TakeAsync(ada, "admin-model-stopped");
        await TakeAsync(ada, $"{Model}/accept", "admin-model-accept");
    }

    [Fact(Explicit = true)]
    public async Task What_is_asked_before_an_account_is_deleted()
    {
        var grace = await OpenBrowserAsync();
        await grace.SignInQuicklyAsync("grace");

        await TakeAsync(grace, "/account/delete", "account-delete");
    }

    /// <summary>Ada, an administrator with passkeys of four kinds, two accounts at the provider and another session; and others to look after.</summary>
    private async Task<Person> WithFullAccountAsync()
    {
        foreach (var other in (string[])["grace", "mallory", "nomail"])
        {
            using var elsewhere = App.Browser();
            await elsewhere.SignInAsync(other);
        }

        var ada = await OpenBrowserAsync();
        ada.Allow("the server responded with a status of (403|404|500)", "these pages have such statuses");
        var signedIn = await ada.SignInQuicklyAsync();
        using var phone = App.Browser();
        phone.DefaultRequestHeaders.UserAgent.ParseAdd("Mozilla/5.0 (Linux; Android 16) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Mobile Safari/537.36");
        await phone.SignInAsync();
        await KeepAsync(
            signedIn.UserId,
            Kept("iCloud Keychain", "fbfc3007-154e-4ecc-8c0b-6e020557d7bd", "internal", isSynced: true),
            Kept("Google Password Manager", "ea9b8d66-4d01-1d21-3ce4-b6b48cb575d4", "hybrid", isSynced: true),
            Kept("YubiKey 5 Series", "ee882879-721c-4913-9775-3dfcce97072a", "usb"),
            Kept("Passkey · Chrome on Linux", null, "internal", isRevoked: true));
        await using var db = App.OpenDatabase();
        await db.GiveRoleAsync(signedIn.UserId);
        db.ExternalIdentities.Add(new ExternalIdentity
        {
            UserId = signedIn.UserId,
            Provider = "Development",
            Issuer = "https://provider.example",
            Subject = "augusta",
            Name = "Augusta King",
            CreatedAt = DateTimeOffset.UtcNow.AddDays(-60),
            LastUsedAt = DateTimeOffset.UtcNow.AddDays(-2),
        });
        await db.SaveChangesAsync(Cancel);

        return ada;
    }

    private static Func<Guid, Passkey> Kept(string name, string? aaguid, string transport, bool isSynced = false, bool isRevoked = false) => userId =>
    {
        var (browser, system) = isSynced ? ("Safari", "macOS") : ("Chrome", "Linux");
        var model = aaguid is null ? default : new Guid(aaguid);
        var passkey = NewRows.Passkey(userId, DateTimeOffset.UtcNow.AddDays(-name.Length), name, model, browser, system, isSynced, transport);
        passkey.LastUsedAt = aaguid is null ? null : DateTimeOffset.UtcNow.AddDays(-1);
        passkey.RevokedAt = isRevoked ? DateTimeOffset.UtcNow : null;

        return passkey;
    };

    private async Task KeepAsync(Guid userId, params Func<Guid, Passkey>[] passkeys)
    {
        await using var db = App.OpenDatabase();
        await db.Passkeys.Where(p => p.UserId == userId).ExecuteDeleteAsync(Cancel);
        db.Passkeys.AddRange(passkeys.Select(kept => kept(userId)));
        await db.SaveChangesAsync(Cancel);
    }

    private static async Task TakeAsync(Person person, string path, string name)
    {
        person.Allow("the server responded with a status of (403|404|500)", "some pages have such statuses");
        await person.OpenAsync(path);
        await person.HasAllDrawnAsync();
        await TakeAsync(person, name);
    }

    private static async Task TakeAsync(Person person, string name)
    {
        await Expect(person.Heading.Last).ToBeVisibleAsync(); // a dialog has its own
        foreach (var scheme in (ColorScheme[])[ColorScheme.Light, ColorScheme.Dark])
        {
            foreach (var width in (int[])[1280, 768, 320])
            {
                await person.Page.EmulateMediaAsync(new() { ColorScheme = scheme });
                await person.Page.SetViewportSizeAsync(width, 800);
                await person.Page.ScreenshotAsync(new() { Path = Path.Combine(Folder(), $"{name}-{scheme}-{width}.png".ToLowerInvariant()), FullPage = true });
            }
        }
    }

    /// <summary>Beside the solution, wherever the tests run.</summary>
    private static string Folder()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder.Parent is not null && !File.Exists(Path.Combine(folder.FullName, "Directory.Packages.props")))
        {
            folder = folder.Parent;
        }

        return Path.Combine(folder.FullName, "screenshots");
    }
}
