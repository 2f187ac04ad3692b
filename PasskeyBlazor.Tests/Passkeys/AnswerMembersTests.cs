using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Microsoft.Extensions.DependencyInjection;
using PasskeyBlazor.Data;
using PasskeyBlazor.Sessions;
using PasskeyBlazor.Tests.Support;
using PasskeyBlazor.Tests.Support.Authenticator;
using PasskeyBlazor.Tests.Support.Hosting;

namespace PasskeyBlazor.Tests.Passkeys;

/// <summary>
/// Each member of an answer as JSON (WebAuthn L3 §5.1), in each of the three ceremonies: absent, null, empty, of another type. The
/// columns say which of these are accepted; the others are one clear refusal.
/// </summary>
public sealed partial class AnswerMembersTests : IAsyncDisposable
{
    private const string All = "absent null empty wrong";

    private const string RegistrationForm = """
        dictionary RegistrationResponseJSON {
            required DOMString id;
            required Base64URLString rawId;
            required AuthenticatorAttestationResponseJSON response;
            DOMString authenticatorAttachment;
            required AuthenticationExtensionsClientOutputsJSON clientExtensionResults;
            required DOMString type;
        };
        dictionary AuthenticatorAttestationResponseJSON {
            required Base64URLString clientDataJSON;
            required Base64URLString authenticatorData;
            required sequence<DOMString> transports;
            Base64URLString publicKey;
            required COSEAlgorithmIdentifier publicKeyAlgorithm;
            required Base64URLString attestationObject;
        };
        """;

    private const string AuthenticationForm = """
        dictionary AuthenticationResponseJSON {
            required DOMString id;
            required Base64URLString rawId;
            required AuthenticatorAssertionResponseJSON response;
            DOMString authenticatorAttachment;
            required AuthenticationExtensionsClientOutputsJSON clientExtensionResults;
            required DOMString type;
        };
        dictionary AuthenticatorAssertionResponseJSON {
            required Base64URLString clientDataJSON;
            required Base64URLString authenticatorData;
            required Base64URLString signature;
            Base64URLString userHandle;
        };
        """;

    /// <summary>A passkey is in the attestation object. Everything else of the response is a copy of it, or a hint.</summary>
    private static readonly Dictionary<string, string> Added = new()
    {
        ["id"] = "",
        ["rawId"] = "absent null", // a copy of the id
        ["response"] = "",
        ["response.clientDataJSON"] = "",
        ["response.authenticatorData"] = All,
        ["response.transports"] = All,
        ["response.publicKey"] = All,
        ["response.publicKeyAlgorithm"] = All,
        ["response.attestationObject"] = "",
        ["authenticatorAttachment"] = All,
        ["clientExtensionResults"] = "absent null empty",
        ["type"] = "",
    };

    private static readonly Dictionary<string, string> SignedIn = new()
    {
        ["id"] = "",
        ["rawId"] = "absent null",
        ["response"] = "",
        ["response.clientDataJSON"] = "",
        ["response.authenticatorData"] = "",
        ["response.signature"] = "",
        ["response.userHandle"] = "", // it names the user, because the options listed no credentials (§7.2 step 6)
        ["authenticatorAttachment"] = All,
        ["clientExtensionResults"] = "absent null empty",
        ["type"] = "",
    };

    /// <summary>The session names the user.</summary>
    private static readonly Dictionary<string, string> Confirmed = new(SignedIn) { ["response.userHandle"] = "absent null empty" };

    private readonly Accounts accounts = new(("Passkeys:MaxPerUser", "100"));

    public static TheoryData<string> Registration => [.. Added.Keys];

    public static TheoryData<string> Authentication => [.. SignedIn.Keys];

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public void The_cases_are_the_members_that_the_specification_names()
    {
        Assert.Equal(MembersOf(RegistrationForm).Order(), Added.Keys.Order());
        Assert.Equal(MembersOf(AuthenticationForm).Order(), SignedIn.Keys.Order());
    }

    [Theory]
    [MemberData(nameof(Registration))]
    [Threat("AN-01")]
    public async Task A_passkey_is_added_if_the_answer_has_what_is_needed(string member)
    {
        var ada = await accounts.SignInAsync();

        await IsJudgedAsync(member, Added[member], RegistrationForm, bend => AddAsync(ada, bend));
    }

    [Theory]
    [MemberData(nameof(Authentication))]
    [Threat("AN-01")]
    public async Task A_passkey_signs_in_if_the_answer_has_what_is_needed(string member)
    {
        await accounts.RegisterAsync(await accounts.SignInAsync());

        await IsJudgedAsync(member, SignedIn[member], AuthenticationForm, SignInAsync);
    }

    [Theory]
    [MemberData(nameof(Authentication))]
    [Threat("AN-01", "AN-03")]
    public async Task A_passkey_confirms_if_the_answer_has_what_is_needed(string member)
    {
        var ada = await accounts.SignInAsync();
        await accounts.RegisterAsync(ada);

        await IsJudgedAsync(member, Confirmed[member], AuthenticationForm, bend => ConfirmAsync(ada, a => a.BendJson = bend));
    }

    [Theory]
    [InlineData("")]
    [InlineData("response")]
    [InlineData("clientExtensionResults")]
    [Threat("AN-02")]
    public async Task Members_that_the_specification_does_not_name_change_nothing(string where)
    {
        var ada = await accounts.SignInAsync();
        await accounts.RegisterAsync(ada);
        void More(JsonObject json)
        {
            var part = where.Length == 0 ? json : json[where]!.AsObject();
            (part["later"], part["__proto__"], part["toJSON"]) = (new JsonObject { ["deep"] = new JsonArray(1, "two") }, null, "");
        }

        Assert.Null(await AddAsync(ada, More));
        Assert.Null(await SignInAsync(More));
        Assert.Null(await ConfirmAsync(ada, a => a.BendJson = More));
    }

    [Theory]
    [InlineData("""["internal","usb","internal"]""", "internal usb")]
    [InlineData("""["later-one","usb"]""", "later-one usb")] // stored for a browser that knows it
    [InlineData("""["INTERNAL",7,null,"usb","",["nfc"],"a b"]""", "usb")]
    [InlineData(""" "internal" """, "")]
    [InlineData("""{"0":"internal"}""", "")]
    [InlineData("[]", "")]
    [Threat("AN-02")]
    public async Task Odd_transports_are_dropped_and_refuse_no_passkey(string transports, string kept)
    {
        var ada = await accounts.SignInAsync();

        var passkey = (await accounts.RegisterAsync(ada, r => r.BendJson = json => json["response"]!["transports"] = JsonNode.Parse(transports))).Value;

        Assert.Equal(kept, string.Join(' ', passkey.Transports));
        Assert.True((await accounts.SignInWithPasskeyAsync()).Succeeded);
    }

    [Theory]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData(""" "rk" """)]
    [InlineData("""{"rk":null}""")]
    [InlineData("""{"rk":1}""")]
    [InlineData("""{"rk":"false"}""")]
    [InlineData("""{"rk":{}}""")]
    [Threat("AN-02")]
    public async Task Odd_credential_properties_say_nothing_about_discoverability(string properties)
    {
        var ada = await accounts.SignInAsync();

        var passkey = (await accounts.RegisterAsync(ada, r => r.BendJson = json => json["clientExtensionResults"]!["credProps"] = JsonNode.Parse(properties))).Value;

        Assert.Null(passkey.IsDiscoverable);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    [Threat("AN-03")]
    public async Task Another_user_s_passkey_does_not_confirm_with_or_without_a_user_handle(bool isNamed)
    {
        await accounts.RegisterAsync(await accounts.SignInAsync("Grace"));
        var ada = await accounts.SignInAsync();
        await accounts.AddPasskeyAsync(ada);

        var failure = await ConfirmAsync(ada, a => a.UserHandle = isNamed ? a.UserHandle : null);

        Assert.Equal(Failure.PasskeyRefused, failure);
    }

    [Fact]
    [Threat("AN-03")]
    public async Task A_user_handle_that_is_there_must_be_right_although_the_session_names_the_user()
    {
        var ada = await accounts.SignInAsync();
        await accounts.RegisterAsync(ada);

        Assert.Equal(Failure.PasskeyRefused, await ConfirmAsync(ada, a => a.UserHandle = "another"u8.ToArray()));
        Assert.Equal(Failure.TooLarge, await ConfirmAsync(ada, a => a.UserHandle = new byte[65]));
        Assert.Null(await ConfirmAsync(ada, _ => { }));
    }

    public ValueTask DisposeAsync() => accounts.DisposeAsync();

    private static async Task IsJudgedAsync(string member, string accepted, string form, Func<Action<JsonObject>, Task<Failure?>> answer)
    {
        var wrong = new List<string>();
        foreach (var (shape, bend) in Shapes(member, form))
        {
            Failure? expected = accepted.Split(' ').Contains(shape) ? null : Failure.PasskeyRefused;
            var failure = await answer(json => bend(member.StartsWith("response.", StringComparison.Ordinal) ? json["response"]!.AsObject() : json));
            if (failure != expected)
            {
                wrong.Add($"{shape}: {failure?.ToString() ?? "accepted"}");
            }
        }

        Assert.Empty(wrong);
    }

    private static IEnumerable<(string Shape, Action<JsonObject> Bend)> Shapes(string member, string form)
    {
        var name = member[(member.IndexOf('.', StringComparison.Ordinal) + 1)..];
        var type = Declaration().Matches(form).Single(m => m.Groups["name"].Value == name).Groups["type"].Value;
        var (empty, others) = type switch
        {
            "DOMString" or "Base64URLString" => ("\"\"", (string[])["7", "true", "[]", "{}"]),
            "COSEAlgorithmIdentifier" => ("\"\"", ["\"ES256\"", "-7.5", "[]"]),
            "sequence<DOMString>" => ("[]", ["\"usb\"", "7", "{}"]),
            _ => ("{}", ["\"text\"", "7", "[]"]),
        };

        yield return ("absent", part => part.Remove(name));
        yield return ("null", part => part[name] = null);
        yield return ("empty", part => part[name] = JsonNode.Parse(empty));
        foreach (var other in others)
        {
            yield return ("wrong", part => part[name] = JsonNode.Parse(other));
        }
    }

    private static IEnumerable<string> MembersOf(string form)
    {
        var parts = form.Split("};");

        return Declaration().Matches(parts[0]).Select(m => m.Groups["name"].Value)
            .Concat(Declaration().Matches(parts[1]).Select(m => $"response.{m.Groups["name"].Value}"));
    }

    private async Task<Failure?> AddAsync(Session session, Action<JsonObject> bend)
    {
        using var another = new SoftwareAuthenticator();
        var started = (await accounts.Registration.BeginAsync(session.Id, cancellationToken: Cancel)).Value;

        return (await accounts.Registration.CompleteAsync(session.Id, started.State, another.Create(started.OptionsJson, r => r.BendJson = bend), Cancel)).Ending();
    }

    private async Task<Failure?> SignInAsync(Action<JsonObject> bend) => (await accounts.SignInWithPasskeyAsync(a => a.BendJson = bend)).Ending();

    /// <summary>Answers with the authenticator's passkey, whether the options allow it or not.</summary>
    private async Task<Failure?> ConfirmAsync(Session session, Action<SoftwareAssertion> bend)
    {
        using var scope = accounts.CreateScope();
        var db = scope.ServiceProvider.GetRequiredService<AppDbContext>();
        var open = (await accounts.Get<Reauthentication>().FindOpenAsync(db, session.Id, Cancel))!;
        var started = accounts.Authentication.BeginReauthentication(open);
        var options = JsonNode.Parse(started.OptionsJson)!.AsObject();
        Assert.NotEmpty(options["allowCredentials"]!.AsArray());
        options.Remove("allowCredentials");
        var answer = accounts.Authenticator.Get(options.ToJsonString(), bend);
        var result = await accounts.Authentication.CompleteReauthenticationAsync(db, open, started.State, answer, Cancel);

        return result.Succeeded
            ? (await accounts.Get<SessionBridge>().ReauthenticateAsync(Accounts.RequestIn(scope), db, result.Value, stay: false)).Ending()
            : result.Refusal.Failure;
    }

    [GeneratedRegex(@"^\s+(required )?(?<type>[\w<>]+) (?<name>\w+);", RegexOptions.Multiline)]
    private static partial Regex Declaration();
}
