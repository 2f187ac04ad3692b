using System.Text;
using System.Text.Json.Nodes;
using Microsoft.Data.Sqlite;
using Microsoft.Playwright;
using PasskeyBlazor.Tests.Support.Authenticator;
using PasskeyBlazor.Tests.Support.Browser;
using PasskeyBlazor.Tests.WebAuthn;

using static Microsoft.Playwright.Assertions;

namespace PasskeyBlazor.Tests.Adopt;

/// <summary>An app with ASP.NET Core Identity that followed <c>docs/adopt.md</c>.</summary>
public sealed class IdentityTests(BrowserFixture browser, IdentityApp made) : IClassFixture<IdentityApp>
{
    private const string NotSignedIn = "Error: Invalid login attempt.";

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_passkey_from_before_the_guide_and_a_new_one_sign_in()
    {
        var (_, address) = await made.StartedAsync("Development");
        using var ada = new IdentityPerson(address, made.AdasAuthenticator);
        Assert.Null(await ada.SignInAsync());
        Assert.Equal(IdentityApp.Ada, await ada.WhoAsync());

        using var authenticator = new SoftwareAuthenticator { BackupEligible = true, BackedUp = true, Counter = 41 };
        using (var adding = new IdentityPerson(address, authenticator))
        {
            await adding.SignInWithPasswordAsync(IdentityApp.Ada);
            Assert.Null(await adding.AddPasskeyAsync());
        }

        var (id, handle) = (authenticator.Credentials[0].Id, authenticator.Credentials[0].UserHandle);
        var kept = await PasskeyAsync(id);
        Assert.Equal(made.AdasAuthenticator.Credentials[0].UserHandle, handle);
        Assert.Equal(42, (int)kept["SignCount"]!);
        Assert.Equal(["hybrid", "internal"], kept["Transports"]!.AsArray().Select(t => (string)t!));
        Assert.True((bool)kept["IsUserVerified"]! && (bool)kept["IsBackupEligible"]! && (bool)kept["IsBackedUp"]!);
        Assert.Contains("webauthn.create", Encoding.UTF8.GetString(Convert.FromHexString((string)kept["ClientDataJson"]!)));
        Assert.True(Convert.FromHexString((string)kept["AttestationObject"]!).AsSpan().IndexOf(id) > 0);

        authenticator.BackedUp = false;
        using var signingIn = new IdentityPerson(address, authenticator);
        Assert.Null(await signingIn.SignInAsync());
        Assert.Equal(IdentityApp.Ada, await signingIn.WhoAsync());
        var used = await PasskeyAsync(id);
        Assert.Equal(43, (int)used["SignCount"]!);
        Assert.True((bool)used["IsBackupEligible"]!);
        Assert.False((bool)used["IsBackedUp"]!);
    }

    [Fact]
    public async Task A_browser_creates_a_passkey_on_the_pages_of_the_template_and_signs_in()
    {
        var (_, address) = await made.StartedAsync("Development");
        await using var context = await (await browser.GetAsync()).NewContextAsync(new() { BaseURL = address.AbsoluteUri });
        var page = await context.NewPageAsync();
        await VirtualAuthenticator.AddAsync(page);
        await page.AddInitScriptAsync("PublicKeyCredential.isConditionalMediationAvailable = async () => false"); // it would answer before the press
        await page.GotoAsync("/Account/Login");
        await page.GetByLabel("Email").FillAsync(IdentityApp.Ada);
        await page.GetByLabel("Password").FillAsync(IdentityPerson.Password);
        await page.GetByRole(AriaRole.Button, new() { Name = "Log in", Exact = true }).ClickAsync();
        await Expect(page.GetByText("Hello, world!")).ToBeVisibleAsync();

        await page.GotoAsync("/Account/Manage/Passkeys");
        await page.GetByRole(AriaRole.Button, new() { Name = "Add a new passkey" }).ClickAsync();
        await Expect(page.GetByText("Enter a name for your passkey")).ToBeVisibleAsync();

        await context.ClearCookiesAsync();
        await page.GotoAsync("/Account/Login");
        await page.GetByRole(AriaRole.Button, new() { Name = "Log in with a passkey" }).ClickAsync();
        await Expect(page.GetByText("Hello, world!")).ToBeVisibleAsync();
        await page.GotoAsync("/auth");
        await Expect(page.GetByText($"Hello {IdentityApp.Ada}!")).ToBeVisibleAsync();
    }

    [Fact]
    public async Task Each_bent_registration_is_refused_with_a_sentence_that_tells_no_reason()
    {
        using var unused = new SoftwareAuthenticator();
        using var bea = await SignedUpAsync("bea", unused);
        var page = await bea.OpenPasskeysAsync();

        var unexpected = new List<string>();
        foreach (var bent in BentRegistrations.All)
        {
            using var authenticator = new SoftwareAuthenticator { Origin = IdentityApp.Origin };
            var credential = authenticator.Create(await bea.CreationOptionsAsync(page), bent.Bend);
            var ending = await bea.AnswerCreationAsync(page, credential);
            if (ending != (credential.Length == 0 ? "Error: The browser did not provide a passkey." : NotAdded(bent.Failure)))
            {
                unexpected.Add($"{bent.Name}: {ending}");
            }
        }

        Assert.Empty(unexpected);
        Assert.Contains("No passkeys are registered.", await bea.OpenPasskeysAsync());
    }

    [Fact]
    public async Task Each_bent_sign_in_is_refused_and_the_next_good_one_is_not()
    {
        using var authenticator = new SoftwareAuthenticator { Counter = 6 };
        using var cora = await SignedUpAsync("cora", authenticator);
        Assert.Null(await cora.AddPasskeyAsync());
        using var person = await OpenAsync(authenticator);
        var page = await person.OpenLoginAsync();

        foreach (var bent in BentAssertions.All)
        {
            authenticator.Counter = 7;
            var credential = person.Get(await person.RequestOptionsAsync(page), bent.Bend);
            var ending = await person.AnswerRequestAsync(page, credential);
            Assert.True(ending == (credential.Length == 0 ? "" : NotSignedIn), bent.Name); // the page takes an empty answer for a missing password
        }

        Assert.Null(await person.WhoAsync());
        Assert.Null(await person.SignInAsync());
        Assert.Equal("cora@example.org", await person.WhoAsync());
        Assert.Equal(NotSignedIn, await person.SignInAsync(a => a.Counter = 8)); // as in the sign-in before
    }

    [Fact]
    public async Task An_answer_counts_once_although_Identity_s_cookie_can_be_sent_again()
    {
        using var authenticator = new SoftwareAuthenticator();
        using var dora = await SignedUpAsync("dora", authenticator);
        var passkeys = await dora.OpenPasskeysAsync();
        var registration = dora.Create(await dora.CreationOptionsAsync(passkeys));
        using var first = dora.Copy();
        using var second = dora.Copy();
        Assert.Null(await dora.AnswerCreationAsync(passkeys, registration));
        Assert.Equal(NotAdded(Failure.PasskeyRefused), await first.AnswerCreationAsync(passkeys, registration));

        using var person = await OpenAsync(authenticator);
        var login = await person.OpenLoginAsync();
        var signIn = person.Get(await person.RequestOptionsAsync(login));
        using var third = person.Copy();
        Assert.Null(await person.AnswerRequestAsync(login, signIn));
        Assert.Equal(NotSignedIn, await third.AnswerRequestAsync(login, signIn));
        await (await made.StartedAsync("Production")).Process.SeeAsync("A passkey sign-in was refused: challenge-spent (signature verified: True).");

        await dora.RemovePasskeyAsync(authenticator.Credentials[0].Id);
        Assert.Equal(NotAdded(Failure.ChallengeSpent), await second.AnswerCreationAsync(passkeys, registration));
        Assert.Equal(NotSignedIn, await person.SignInAsync());
    }

    [Fact]
    public async Task A_passkey_belongs_to_one_user_and_a_ceremony_to_who_began_it()
    {
        using var emmas = new SoftwareAuthenticator();
        using var emma = await SignedUpAsync("emma", emmas);
        Assert.Null(await emma.AddPasskeyAsync());
        using var floras = new SoftwareAuthenticator();
        using var flora = await SignedUpAsync("flora", floras);
        Assert.Equal(NotAdded(Failure.PasskeyRefused), await flora.AddPasskeyAsync(r => r.CredentialId = emmas.Credentials[0].Id));
        Assert.Null(await flora.AddPasskeyAsync());

        // The typed address names the user, so the answer may leave the user handle out.
        using var typing = await OpenAsync(emmas);
        Assert.Null(await typing.SignInAsync(a => a.UserHandle = null, "emma@example.org"));
        Assert.Equal("emma@example.org", await typing.WhoAsync());

        // Flora's passkey where only Emma's were asked for.
        using var other = await OpenAsync(floras);
        var login = await other.OpenLoginAsync();
        var options = JsonNode.Parse(await other.RequestOptionsAsync(login, "emma@example.org"))!;
        Assert.Single(options["allowCredentials"]!.AsArray());
        options["allowCredentials"] = new JsonArray();
        Assert.Equal(NotSignedIn, await other.AnswerRequestAsync(login, other.Get(options.ToJsonString())));

        // Emma begins to add a passkey; Flora signs in at the same browser and ends it.
        var begun = await emma.CreationOptionsAsync(await emma.OpenPasskeysAsync());
        await emma.SignInWithPasswordAsync("flora@example.org");
        using var third = new SoftwareAuthenticator { Origin = IdentityApp.Origin };
        Assert.Equal(NotAdded(Failure.ChallengeExpired), await emma.AnswerCreationAsync(await emma.OpenPasskeysAsync(), third.Create(begun)));
    }

    [Fact]
    public void The_guide_names_the_versions_that_this_app_uses() => Assert.Empty(IdentityGuide.Section.OtherVersions());

    /// <summary>A new user who is signed in, in Production.</summary>
    private async Task<IdentityPerson> SignedUpAsync(string name, SoftwareAuthenticator authenticator)
    {
        var person = await OpenAsync(authenticator);
        await person.SignUpAsync($"{name}@example.org");
        await person.SignInWithPasswordAsync($"{name}@example.org");

        return person;
    }

    /// <summary>Another browser, in Production.</summary>
    private async Task<IdentityPerson> OpenAsync(SoftwareAuthenticator authenticator) =>
        new((await made.StartedAsync("Production")).Address, authenticator, IdentityApp.Origin);

    private async Task<JsonNode> PasskeyAsync(byte[] credentialId)
    {
        await using var connection = new SqliteConnection($"Data Source={made.DatabaseFile};Pooling=False");
        await connection.OpenAsync(Cancel);
        await using var command = connection.CreateCommand();
        command.CommandText = "SELECT Data FROM AspNetUserPasskeys WHERE CredentialId = $id";
        command.Parameters.AddWithValue("$id", credentialId);

        return JsonNode.Parse((string)(await command.ExecuteScalarAsync(Cancel))!)!;
    }

    private static string NotAdded(Failure failure) => "Error: Could not add the passkey: " + failure switch
    {
        Failure.UserVerificationNeeded => "Your passkey has to ask for your PIN, fingerprint or face.",
        Failure.NotCompatible => "This authenticator cannot be used here.",
        Failure.TooLarge => "The answer of your passkey provider is too large.",
        Failure.ChallengeExpired => "That took too long. Try again.",
        Failure.ChallengeSpent => "That answer was used already. Try again.",
        _ => "The passkey was refused.",
    };
}
