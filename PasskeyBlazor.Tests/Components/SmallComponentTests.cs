using System.Text.RegularExpressions;
using Bunit;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.DependencyInjection;
using PasskeyBlazor.Components;
using PasskeyBlazor.Components.Layout;
using PasskeyBlazor.Components.Messages;
using PasskeyBlazor.Components.Passkeys;
using PasskeyBlazor.Data;
using PasskeyBlazor.Sessions;
using PasskeyBlazor.Tests.Support;
using PasskeyBlazor.Tests.Support.Browser;
using PasskeyBlazor.Tests.Support.Hosting;

namespace PasskeyBlazor.Tests.Components;

/// <summary>Small parts of pages that show or do one thing each.</summary>
public sealed class SmallComponentTests : ComponentTest
{
    [Fact]
    [Threat("WB-03")]
    public void A_row_shows_its_names_as_text()
    {
        var row = Row(Passkey("<script>alert(1)</script>"));

        Assert.Equal("<script>alert(1)</script>", row.Find("h3").TextContent);
        Assert.Empty(row.FindAll("script"));
        Assert.Equal("Remove <script>alert(1)</script>", row.Find(".row-actions button:last-child").GetAttribute("aria-label"));
    }

    [Fact]
    public void A_row_says_where_the_passkey_is_and_when_it_was_used()
    {
        var passkey = Passkey("Work");
        Assert.Contains(Text.Passkeys_DeviceOnly, Row(passkey).Markup);
        Assert.Contains(Text.Passkeys_NeverUsed, Row(passkey).Markup);
        Assert.Contains("Chrome on Linux", Row(passkey).Markup);

        passkey.IsBackedUp = true;
        passkey.LastUsedAt = Accounts.Start;
        (passkey.LastUsedBrowser, passkey.LastUsedSystem) = ("Safari", "macOS");
        Assert.Equal([Text.Passkeys_Synced], Badges(passkey));
        Assert.Contains(Text.Passkeys_LastUsed, Row(passkey).Markup);
        Assert.Contains("in Safari on macOS", Row(passkey).Markup);
        (passkey.LastUsedBrowser, passkey.LastUsedSystem) = (passkey.Browser, passkey.System);
        Assert.Single(Regex.Matches(Row(passkey).Markup, "Chrome on Linux")); // the same place is not shown twice
    }

    [Theory]
    [InlineData(false, false, "This device only")]
    [InlineData(true, false, "Not synced yet")]
    [InlineData(true, true, "Synced")]
    public void A_row_s_badge_follows_the_backup_state(bool isEligible, bool isBackedUp, string expected)
    {
        var passkey = Passkey("Work", isBackupEligible: isEligible);
        passkey.IsBackedUp = isBackedUp;

        Assert.Equal([expected], Badges(passkey));
    }

    [Theory]
    [InlineData("2fc0579f-8113-47ea-b116-bb5a8db9202a", "security-key", "Security key")]
    [InlineData("08987058-cadc-4b81-b6e1-30de50dcbe96", "computer", "This device only")]
    [InlineData("53414d53-554e-4700-0000-000000000000", "phone", "This device only")]
    [InlineData("bada5566-a7aa-401f-bd96-45619a55120d", "cloud", "This device only")]
    [InlineData("00000000-0000-0000-0000-000000000000", "passkey", "This device only")]
    public void A_row_s_icon_follows_the_model_whose_number_is_never_shown(string aaguid, string icon, params string[] badges)
    {
        var passkey = Passkey("Work", aaguid: aaguid);

        Assert.Contains($"icon-{icon}", Row(passkey).Find(".tile svg").GetAttribute("class"));
        Assert.Equal(badges, Badges(passkey));
        Assert.DoesNotContain(aaguid, Row(passkey).Markup);
    }

    [Theory]
    [InlineData(true, null, "No longer accepted", "This site no longer accepts passkeys of this kind")]
    [InlineData(true, false, "No longer accepted", "This site no longer accepts passkeys of this kind")]
    [InlineData(false, false, "Only confirms", "The sign-in page can’t find it")]
    public void A_row_says_that_its_passkey_does_not_sign_in_and_why(bool isRevoked, bool? isDiscoverable, string badge, string why)
    {
        var passkey = Passkey("Work");
        passkey.RevokedAt = isRevoked ? Accounts.Start : null;
        passkey.IsDiscoverable = isDiscoverable;

        Assert.Equal(badge, Row(passkey).Find(".badge.warn").TextContent);
        Assert.Contains(why, Row(passkey).Find(".row-body > .message").TextContent);
        Assert.Contains("emove it", Row(passkey).Find(".row-body > .message").TextContent);
    }

    [Theory]
    [InlineData(UnusableReason.BackupEligibilityChanged, "about whether it can be synced")]
    [InlineData(UnusableReason.CounterNotGrown, "Its counter of uses was wrong twice in a row")]
    [InlineData(UnusableReason.PublicKeyNotAccepted, "can no longer use the public key")]
    public void A_row_says_since_when_and_why_its_passkey_no_longer_works(UnusableReason reason, string why)
    {
        var passkey = Passkey("Work");
        (passkey.UnusableSince, passkey.UnusableReason) = (Accounts.Start, reason);

        Assert.Equal("No longer works", Row(passkey).Find(".badge.warn").TextContent);
        Assert.Contains("Not working since", Row(passkey).Find(".meta").TextContent);
        Assert.Contains(why, Row(passkey).Find(".row-body > .message").TextContent);
        Assert.Contains("Remove it, and create a new one.", Row(passkey).Find(".row-body > .message").TextContent);
    }

    [Theory]
    [Threat("CR-13")]
    [InlineData("")]
    [InlineData("  ")]
    [InlineData("\u202e\u200b\u0007")]
    public void An_empty_name_is_not_saved_and_the_row_says_so(string typed)
    {
        var row = Row(Passkey("Old"), typed);

        var said = row.Find("[role=alert]");
        var field = row.Find(".rename .input");
        Assert.Equal((said.Id, "true"), (field.GetAttribute("aria-describedby"), field.GetAttribute("aria-invalid")));
        Assert.Contains("It is still called Old.", said.TextContent);
        Assert.Equal("Old", field.GetAttribute("value"));
    }

    [Theory]
    [InlineData(null, "Old")]
    [InlineData("New", "New")]
    [InlineData("<b>", "<b>")]
    public void The_form_has_the_name_or_what_was_typed_before_and_the_focus(string? typed, string value)
    {
        var field = Row(Passkey("Old"), typed, isRenaming: true).Find(".rename .input");

        Assert.Equal(value, field.GetAttribute("value"));
        Assert.True(field.HasAttribute("autofocus"));
        Assert.Empty(Row(Passkey("Old")).FindAll("[autofocus]"));
    }

    [Theory]
    [InlineData(Failure.ProviderCancelled)]
    [InlineData(Failure.ProviderFailed)]
    [InlineData(Failure.ProviderUnavailable)]
    [InlineData(Failure.SameAccountAgain)]
    public void A_failure_from_the_provider_is_shown_above_all_sign_in_methods(Failure failure)
    {
        var notice = Render<FailureNotice>(p => p.Add(n => n.Failure, failure).Add(n => n.Reference, "7F3K-21QD"));
        var message = Render<FailureMessage>(p => p.Add(m => m.Failure, failure).Add(m => m.Hint, "hint"));

        Assert.Contains(FailureText.Anywhere(failure), notice.Find("[role=status]").TextContent);
        Assert.Contains("7F3K-21QD", notice.Markup);
        Assert.Equal("hint", message.Find("p").TextContent); // and is not shown twice
    }

    [Theory]
    [InlineData(null)]
    [InlineData(Failure.Cancelled)]
    [InlineData(Failure.PasskeyRefused)]
    public void No_other_failure_is_shown_above_all_sign_in_methods(Failure? failure) =>
        Assert.Empty(Render<FailureNotice>(p => p.Add(n => n.Failure, failure)).FindAll("[role=status]"));

    [Theory]
    [InlineData(Failure.Cancelled, false)]
    [InlineData(Failure.ChallengeExpired, false)]
    [InlineData(Failure.NoPasskeyHere, false)]
    [InlineData(Failure.PasskeyRefused, true)]
    [InlineData(Failure.BrowserFailed, true)]
    public void Cancelling_and_lateness_are_not_errors(Failure failure, bool isBad)
    {
        var message = Render<FailureMessage>(p => p.Add(m => m.Failure, failure).Add(m => m.Reference, "7F3K-21QD"));

        Assert.Equal(isBad, message.Find("p").ClassList.Contains("bad"));
        Assert.Contains(FailureText.OnSignIn(failure), message.Find("p").TextContent);
        Assert.Contains("7F3K-21QD", message.Find("p").TextContent);
    }

    [Theory]
    [InlineData("bad", "alert", "failure")]
    [InlineData("good", "status", "check")]
    [InlineData("warn", null, "warning")]
    [InlineData("accent", null, "note")]
    [InlineData(null, null, "note")]
    public void Only_a_notice_that_something_happened_is_announced(string? tone, string? role, string icon)
    {
        var notice = Render<Notice>(p => p.Add(n => n.Tone, tone).Add(n => n.Title, "It is so.").AddChildContent("And more."));

        Assert.Equal(role, notice.Find(".notice").GetAttribute("role"));
        Assert.NotEmpty(notice.FindAll($".icon-{icon}"));
        Assert.Equal("It is so. And more.", string.Join(' ', notice.Find("p").TextContent.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)));
    }

    [Fact]
    public void The_header_offers_a_signed_out_user_to_sign_in()
    {
        var header = Render<Header>();

        Assert.Contains(Text.Shell_NotSignedIn, header.Markup);
        Assert.All(header.FindAll("a.button"), link => Assert.Equal("/sign-in", link.GetAttribute("href")));
        Assert.Empty(header.FindAll("form"));
        Assert.DoesNotContain("/passkeys", header.Markup);
    }

    [Fact]
    public async Task The_header_names_the_signed_in_user_and_signs_out_by_a_form()
    {
        var ada = await Accounts.SignInAsync("<i>Ada</i>");

        var header = Render<Header>(p => SignIn(p, ada));

        Assert.Equal("<i>Ada</i>", header.Find(".who b").TextContent);
        Assert.All(header.FindAll("form"), form => Assert.Equal(("post", "/session/end"), (form.GetAttribute("method"), form.GetAttribute("action"))));
        Assert.All(header.FindAll("form"), form => Assert.Contains("the token", form.InnerHtml));
        Assert.Contains("/passkeys", header.Markup);
    }

    [Fact]
    public void A_reference_stands_apart_from_the_sentence_before_it()
    {
        var message = Render<FailureMessage>(p => p.Add(m => m.Failure, Failure.BrowserFailed).Add(m => m.Reference, "7F3K-21QD"));

        Assert.Contains($"{Text.Failure_BrowserFailed} {Text.Error_Reference} 7F3K-21QD", message.Find("p").TextContent.ReplaceLineEndings(""), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("account", "Account")]
    [InlineData("account/delete", "Account")]
    [InlineData("accounts?x=1", "Account")]
    [InlineData("activity", "Account")]
    [InlineData("sessions", "Sessions")]
    [InlineData("passkeys", "Passkeys")]
    [InlineData("account-deleted", null)]
    [InlineData("accounting", null)]
    public async Task The_navigation_marks_the_current_page(string address, string? page)
    {
        var ada = SignedIn.From(await Accounts.SignInAsync());
        Services.GetRequiredService<NavigationManager>().NavigateTo(address);

        var navigation = Render<Navigation>(p => p.Add(n => n.SignedIn, ada));

        Assert.Equal(page, navigation.FindAll("[aria-current=page]").SingleOrDefault()?.TextContent);
    }

    private static Passkey Passkey(string name, bool isBackupEligible = false, string? aaguid = null) => new()
    {
        Aaguid = aaguid is null ? default : new Guid(aaguid),
        IsBackupEligible = isBackupEligible,
        UserId = Guid.NewGuid(),
        CredentialId = [1],
        PublicKey = [1],
        Name = name,
        AttestationFormat = "none",
        Browser = "Chrome",
        System = "Linux",
        CreatedAt = Accounts.Start,
    };

    private IEnumerable<string> Badges(Passkey passkey) => Row(passkey).FindAll(".badge").Select(badge => badge.TextContent);

    private IRenderedComponent<PasskeyRow> Row(Passkey passkey, string? typed = null, bool isRenaming = false) => Render<PasskeyRow>(
        p => p.Add(r => r.Passkey, passkey).Add(r => r.Name, passkey.Name!).Add(r => r.Typed, typed).Add(r => r.IsRenaming, isRenaming || typed is not null));
}
