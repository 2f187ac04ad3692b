using System.Text.Json.Nodes;
using PasskeyBlazor.Tests.Support;

namespace PasskeyBlazor.Tests.Providers;

/// <summary>ID tokens that are signed by nobody, for somebody else, or for another time (OpenID Connect Core §3.1.3.7).</summary>
public sealed class IdTokenTests(ProviderApp shared) : ProviderTest(shared), IClassFixture<ProviderApp>
{
    [Theory]
    [InlineData("none", "none")]
    [InlineData("none", "RS256")]
    [InlineData("none", "None")]
    [InlineData("none", "nOnE")]
    [InlineData("none", "")]
    [InlineData("none", null)]
    [InlineData("RS256", "none")]
    [InlineData("RS256", "RS1")]
    [InlineData("HS256", "HS256")] // with the public key as the secret
    [InlineData("HS256", "RS256")]
    [Threat("OA-06")]
    public async Task A_signature_of_another_kind_than_the_provider_s_is_refused(string algorithm, string? name)
    {
        Provider.Algorithm = algorithm;
        Provider.BendHeader = header => header["alg"] = name;

        await IsRefusedAsync("ProviderFailed");
    }

    [Theory]
    [InlineData("kid", "unknown")]
    [InlineData("kid", "../../keys")]
    [InlineData("jku", "https://evil.example/keys")]
    [InlineData("x5u", "https://evil.example/keys")]
    [Threat("OA-06")]
    public async Task A_key_that_the_provider_does_not_have_is_not_looked_for_elsewhere(string name, string value)
    {
        await using var other = new FakeProvider();
        Provider.SignAs(other);
        Provider.BendHeader = header => header[name] = value;

        await IsRefusedAsync("ProviderFailed");
    }

    [Theory]
    [InlineData("\"another-app\"", null)]
    [InlineData("[]", null)]
    [InlineData("null", null)]
    [InlineData("\"PASSKEYBLAZOR\"", null)]
    [InlineData("\"passkeyblazor \"", null)]
    [InlineData("[\"passkeyblazor\", \"another-app\"]", null)]
    [InlineData("[\"passkeyblazor\", \"another-app\"]", "another-app")]
    [InlineData("\"passkeyblazor\"", "another-app")]
    [InlineData("\"another-app\"", "passkeyblazor")]
    [Threat("OA-06")]
    public async Task A_token_that_is_not_for_this_app_alone_or_was_not_given_to_it_is_refused(string audience, string? party)
    {
        Provider.BendToken = token =>
        {
            token["aud"] = JsonNode.Parse(audience);
            token["azp"] = party;
        };

        await IsRefusedAsync("ProviderFailed");
    }

    [Fact]
    public async Task A_token_for_several_that_was_given_to_this_app_signs_in()
    {
        Provider.BendToken = token => (token["aud"], token["azp"]) = (new JsonArray(FakeProvider.ClientId, "another-app"), FakeProvider.ClientId);

        using var end = await ContinueAsync();

        Assert.NotNull(await Browser.WhoAsync());
    }

    [Theory]
    [InlineData("exp", -6)] // clocks may differ by five minutes
    [InlineData("exp", null)]
    [InlineData("nbf", 6)]
    [Threat("OA-06")]
    public async Task A_token_of_another_time_is_refused(string claim, int? minutes)
    {
        Provider.BendToken = token => token[claim] = minutes is null ? null : DateTimeOffset.UtcNow.AddMinutes(minutes.Value).ToUnixTimeSeconds();

        await IsRefusedAsync("ProviderFailed");
    }

    [Theory]
    [InlineData("")]
    [InlineData("/")]
    [InlineData("/realms/other")]
    [InlineData(".evil.example")]
    [Threat("OA-05", "OA-06")]
    public async Task A_token_whose_issuer_is_written_otherwise_is_refused(string end)
    {
        Provider.BendToken = token => token["iss"] = end.Length == 0 ? Provider.Issuer.ToUpperInvariant() : Provider.Issuer + end;

        await IsRefusedAsync("ProviderFailed");
    }

    [Theory]
    [InlineData("[\"{0}\", \"grace\"]")]
    [InlineData("{{\"{0}\": 1}}")]
    [InlineData("true")]
    [InlineData("\" {0}\"")]
    [InlineData("\"{0}\\n\"")]
    [Threat("OA-06", "OA-10")]
    public async Task A_subject_that_is_not_one_plain_text_names_nobody(string subject)
    {
        Provider.BendToken = token => token["sub"] = JsonNode.Parse(string.Format(null, subject, Subject));

        await IsRefusedAsync("ProviderFailed");
    }

    [Fact]
    [Threat("OA-06")]
    public async Task A_token_of_a_megabyte_is_refused()
    {
        Provider.BendToken = token => token["name"] = new string('A', 1_000_000);

        await IsRefusedAsync("ProviderFailed");
    }
}
