using System.Net;
using System.Text.Json.Nodes;
using Microsoft.Data.Sqlite;
using Microsoft.Playwright;
using PasskeyBlazor.Tests.Support;
using PasskeyBlazor.Tests.Support.Authenticator;
using PasskeyBlazor.Tests.Support.Browser;
using PasskeyBlazor.Tests.Support.Hosting;
using PasskeyBlazor.Tests.WebAuthn;

using static Microsoft.Playwright.Assertions;

namespace PasskeyBlazor.Tests.Adopt;

/// <summary>An app that keeps its sign-in and followed <c>docs/adopt.md</c>.</summary>
public sealed class AnyAppTests(BrowserFixture browser, AnyApp made) : IClassFixture<AnyApp>
{
    private const string Register = AnyAppPerson.Register, SignIn = AnyAppPerson.SignIn;
    private const string Added = "204", SignedIn = "200", TooLate = "400 That took too long. Try again.", Spent = "409 That answer was used already. Try again.";

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_person_adds_a_passkey_and_signs_in_with_it()
    {
        using var authenticator = new SoftwareAuthenticator { BackupEligible = true, BackedUp = true, Counter = 41 };
        using (var adding = await SignedInAsync("ada"))
        {
            Assert.Equal(Added, await adding.AddPasskeyAsync(authenticator));
            var (options, _) = await adding.BegunAsync(Register);
            Assert.Single(JsonNode.Parse(options)!["excludeCredentials"]!.AsArray());
        }

        Assert.Equal((42, true, true, """["hybrid","internal"]"""), await PasskeyAsync(authenticator));

        authenticator.BackedUp = false;
        using var signingIn = await OpenAsync();
        Assert.Null(await signingIn.WhoAsync());
        Assert.Equal(SignedIn, await signingIn.SignInAsync(authenticator));
        Assert.Equal("ada", await signingIn.WhoAsync());
        Assert.Equal((43, true, false, """["hybrid","internal"]"""), await PasskeyAsync(authenticator));
    }

    [Fact]
    public async Task The_page_of_the_sample_adds_a_passkey_and_signs_in_with_it()
    {
        var (_, address) = await made.StartedAsync("Development");
        await using var context = await (await browser.GetAsync()).NewContextAsync(new() { BaseURL = address.AbsoluteUri });
        var page = await context.NewPageAsync();
        await VirtualAuthenticator.AddAsync(page);
        await page.GotoAsync("/");
        await Expect(page.GetByText("You are not signed in.")).ToBeVisibleAsync();
        await PressAsync("Add a passkey", "That did not work. Sign in and try again.");
        await PressAsync("Sign in as Ada (stand-in)", "You are signed in.");
        await PressAsync("Add a passkey", "The passkey is added.");
        await PressAsync("Add a passkey", "Your browser did not use a passkey (InvalidStateError).");

        await context.ClearCookiesAsync();
        await page.ReloadAsync();
        await Expect(page.GetByText("You are not signed in.")).ToBeVisibleAsync();
        await PressAsync("Sign in with a passkey", "You are signed in.");
        await Expect(page.GetByText("You are Ada.")).ToBeVisibleAsync();

        async Task PressAsync(string button, string message)
        {
            await page.GetByRole(AriaRole.Button, new() { Name = button, Exact = true }).ClickAsync();
            await Expect(page.GetByRole(AriaRole.Status)).ToHaveTextAsync(message);
        }
    }

    [Fact]
    public async Task Each_bent_registration_is_refused_with_a_sentence_that_tells_no_reason()
    {
        using var bea = await SignedInAsync("bea");
        var unexpected = new List<string>();
        foreach (var bent in BentRegistrations.All)
        {
            using var authenticator = new SoftwareAuthenticator();
            var ending = await bea.AddPasskeyAsync(authenticator, bent.Bend);
            if (!IsExpected(ending, bent.Failure, otherStatus: 400))
            {
                unexpected.Add($"{bent.Name}: {ending}");
            }
        }

        Assert.Empty(unexpected);
        var (options, _) = await bea.BegunAsync(Register);
        Assert.Empty(JsonNode.Parse(options)!["excludeCredentials"]!.AsArray());
        await (await made.AtExampleAsync()).Process.SeeAsync("A passkey registration was refused: origin (signature verified: False).");
    }

    [Fact]
    public async Task Each_bent_sign_in_is_refused_and_the_next_good_one_is_not()
    {
        using var authenticator = new SoftwareAuthenticator { Counter = 6 };
        using (var cora = await SignedInAsync("cora"))
        {
            Assert.Equal(Added, await cora.AddPasskeyAsync(authenticator));
        }

        using var person = await OpenAsync();
        var unexpected = new List<string>();
        foreach (var bent in BentAssertions.All)
        {
            authenticator.Counter = 7;
            var ending = await person.SignInAsync(authenticator, bent.Bend);
            if (!IsExpected(ending, bent.Failure, otherStatus: 401))
            {
                unexpected.Add($"{bent.Name}: {ending}");
            }
        }

        Assert.Empty(unexpected);
        Assert.Null(await person.WhoAsync());
        Assert.Equal(SignedIn, await person.SignInAsync(authenticator));
        Assert.Equal("cora", await person.WhoAsync());
    }

    [Fact]
    public async Task An_answer_counts_once()
    {
        using var authenticator = new SoftwareAuthenticator(); // without a counter, so that only the challenge tells
        using var dora = await SignedInAsync("dora");
        var (options, state) = await dora.BegunAsync(Register);
        var registration = authenticator.Create(options);
        Assert.Equal(Added, await dora.CompleteAsync(Register, state, registration));
        Assert.Equal(Spent, await dora.CompleteAsync(Register, state, registration));

        using var person = await OpenAsync();
        (options, state) = await person.BegunAsync(SignIn);
        var signIn = authenticator.Get(options);
        Assert.Equal(SignedIn, await person.CompleteAsync(SignIn, state, signIn));
        Assert.Equal(Spent, await person.CompleteAsync(SignIn, state, signIn));
    }

    [Fact]
    public async Task Of_two_simultaneous_answers_only_one_wins()
    {
        using var authenticator = new SoftwareAuthenticator { Counter = 0 };
        using var person = await SignedInAsync("eve");
        var (options, state) = await person.BegunAsync(Register);
        var registration = authenticator.Create(options);
        Assert.Single(await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => person.CompleteAsync(Register, state, registration))), Added);

        // One answer several times, and answers to several challenges with the same counter, as a copied authenticator gives them.
        (options, state) = await person.BegunAsync(SignIn);
        var signIn = authenticator.Get(options);
        Assert.Single(await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => person.CompleteAsync(SignIn, state, signIn))), SignedIn);

        var answers = new List<(string State, string Credential)>();
        for (var i = 0; i < 4; i++)
        {
            (options, state) = await person.BegunAsync(SignIn);
            answers.Add((state, authenticator.Get(options, a => a.Counter = 9)));
        }

        Assert.Single(await Task.WhenAll(answers.Select(answer => person.CompleteAsync(SignIn, answer.State, answer.Credential))), SignedIn);
    }

    [Fact]
    public async Task A_state_counts_only_for_its_ceremony_its_user_and_its_browser()
    {
        using var authenticator = new SoftwareAuthenticator();
        using var flora = await SignedInAsync("flora");
        Assert.Equal(Added, await flora.AddPasskeyAsync(authenticator));
        using var newer = new SoftwareAuthenticator();
        var (creation, registering) = await flora.BegunAsync(Register);
        var (request, signingIn) = await flora.BegunAsync(SignIn);
        var (registration, signIn) = (newer.Create(creation), authenticator.Get(request));

        // The states are exchanged, missing, or not ours.
        Assert.Equal(TooLate, await flora.CompleteAsync(Register, signingIn, registration));
        Assert.Equal(TooLate, await flora.CompleteAsync(SignIn, registering, signIn));
        foreach (var state in (string?[])[null, "", "AAAA", "{}", "A" + signingIn, signingIn[..^8]])
        {
            Assert.Equal(TooLate, await flora.CompleteAsync(Register, state, registration));
            Assert.Equal(TooLate, await flora.CompleteAsync(SignIn, state, signIn));
        }

        // Another browser, the same user in another browser, and another user in the same browser.
        using var other = await OpenAsync();
        Assert.Equal(TooLate, await other.CompleteAsync(SignIn, signingIn, signIn));
        using var again = await SignedInAsync("flora");
        Assert.Equal(TooLate, await again.CompleteAsync(Register, registering, registration));
        using var shared = flora.Copy();
        await shared.SignInWithStandInAsync("greta");
        Assert.Equal(TooLate, await shared.CompleteAsync(Register, registering, registration));

        // Each of them was good, and not spent by what was refused.
        Assert.Equal(Added, await flora.CompleteAsync(Register, registering, registration));
        Assert.Equal(SignedIn, await flora.CompleteAsync(SignIn, signingIn, signIn));
    }

    [Fact]
    public async Task A_passkey_belongs_to_one_user()
    {
        using var hers = new SoftwareAuthenticator();
        using var hanna = await SignedInAsync("hanna");
        Assert.Equal(Added, await hanna.AddPasskeyAsync(hers));

        using var authenticator = new SoftwareAuthenticator();
        using var ida = await SignedInAsync("ida");
        Assert.Equal("400 The passkey was refused.", await ida.AddPasskeyAsync(authenticator, r => r.CredentialId = hers.Credentials[0].Id));
        Assert.Equal(Added, await ida.AddPasskeyAsync(authenticator));
        Assert.Equal("401 The passkey was refused.", await ida.SignInAsync(authenticator, a => a.UserHandle = hers.Credentials[0].UserHandle));
    }

    [Fact]
    public async Task Without_a_session_only_the_sign_in_and_the_page_are_open()
    {
        using var person = await OpenAsync();
        using var begun = await person.BeginAsync(Register);
        Assert.Equal(HttpStatusCode.Unauthorized, begun.StatusCode);
        Assert.Equal("401", await person.CompleteAsync(Register, "", ""));
        Assert.Null(await person.WhoAsync());
        await person.BegunAsync(SignIn);
    }

    [Fact]
    public async Task A_post_from_another_site_is_refused()
    {
        using var authenticator = new SoftwareAuthenticator();
        using var jana = await SignedInAsync("jana");
        Assert.Equal(Added, await jana.AddPasskeyAsync(authenticator));
        var (creation, registering) = await jana.BegunAsync(Register);
        var (request, signingIn) = await jana.BegunAsync(SignIn);
        using var newer = new SoftwareAuthenticator();
        var (registration, signIn) = (newer.Create(creation), authenticator.Get(request));

        foreach (var origin in (string?[])[null, "null", "https://evil.test", "http://example.org", "https://www.example.org", "https://example.org.evil.test"])
        {
            const string NotOurs = "403 This page is not part of the app.";
            using var elsewhere = jana.Copy(origin);
            foreach (var ceremony in (string[])[Register, SignIn])
            {
                using var begun = await elsewhere.BeginAsync(ceremony);
                Assert.Equal(HttpStatusCode.Forbidden, begun.StatusCode);
            }

            Assert.Equal(NotOurs, await elsewhere.CompleteAsync(Register, registering, registration));
            Assert.Equal(NotOurs, await elsewhere.CompleteAsync(SignIn, signingIn, signIn));
        }

        Assert.Equal(Added, await jana.CompleteAsync(Register, registering, registration));
        Assert.Equal(SignedIn, await jana.CompleteAsync(SignIn, signingIn, signIn));
    }

    [Fact]
    public async Task In_Production_there_is_no_stand_in_and_the_cookies_are_secure()
    {
        var (_, address) = await made.StartedAsync("Production");
        using var http = new HttpClient { BaseAddress = address, DefaultRequestHeaders = { { "Origin", AnyApp.Origin } } };
        using var standIn = await http.PostAsync("/stand-in/ada", null, Cancel);
        Assert.NotEqual(HttpStatusCode.OK, standIn.StatusCode);
        Assert.Empty(standIn.SetCookies());

        using var begun = await http.PostAsync("/passkeys/sign-in/begin", null, Cancel);
        var cookie = Assert.Single(begun.SetCookies());
        Assert.True(cookie is { Secure: true, HttpOnly: true, SameSite: Microsoft.Net.Http.Headers.SameSiteMode.Strict });
    }

    [Fact]
    public void The_sample_has_at_most_200_lines_of_code() =>
        Assert.InRange(SourceCode.Files("docs", "adopt", "any-app").Sum(file => File.ReadAllLines(file).Length), 1, 200);

    [Fact]
    public void The_guide_names_the_versions_that_this_app_uses() => Assert.Empty(AnyApp.Guide.OtherVersions());

    /// <summary>Another browser.</summary>
    private async Task<AnyAppPerson> OpenAsync() => new((await made.AtExampleAsync()).Address);

    /// <summary>Another browser, where a person has signed in as before passkeys.</summary>
    private async Task<AnyAppPerson> SignedInAsync(string name)
    {
        var person = await OpenAsync();
        await person.SignInWithStandInAsync(name);

        return person;
    }

    private async Task<(long SignCount, bool IsBackupEligible, bool IsBackedUp, string Transports)> PasskeyAsync(SoftwareAuthenticator authenticator)
    {
        await using var connection = new SqliteConnection($"Data Source={made.DatabaseFile};Pooling=False");
        await connection.OpenAsync(Cancel);
        await using var command = connection.CreateCommand();
        command.CommandText = "SELECT SignCount, IsBackupEligible, IsBackedUp, Transports FROM Passkeys WHERE CredentialId = $id";
        command.Parameters.AddWithValue("$id", authenticator.Credentials[0].Id);
        await using var row = await command.ExecuteReaderAsync(Cancel);
        Assert.True(await row.ReadAsync(Cancel));

        return (row.GetInt64(0), row.GetBoolean(1), row.GetBoolean(2), row.GetString(3));
    }

    /// <param name="ending">The status and the sentence.</param>
    /// <param name="failure">What the relying party says.</param>
    /// <param name="otherStatus">The status of a refusal that has no status of its own.</param>
    private static bool IsExpected(string ending, Failure failure, int otherStatus) => failure switch
    {
        Failure.TooLarge => ending.StartsWith("413", StringComparison.Ordinal), // above the limit of the endpoint, the server answers
        Failure.NotCompatible => ending == "400 This authenticator cannot be used here.",
        Failure.UserVerificationNeeded => ending == "400 Your passkey has to ask for your PIN, fingerprint or face.",
        _ => ending == $"{otherStatus} The passkey was refused.",
    };
}
