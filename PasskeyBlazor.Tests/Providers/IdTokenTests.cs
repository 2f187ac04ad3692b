using System.Text.Json.Nodes;
using PasskeyBlazor.Tests.Support;
using PasskeyBlazor.Tests.Support.Hosting;
using PasskeyBlazor.Tests.Support.Provider;

namespace PasskeyBlazor.Tests.Providers;

/// <summary>ID tokens that are almost right.</summary>
public sealed class IdTokenTests(ProviderApp shared) : ProviderTest(shared), IClassFixture<ProviderApp>
{
    [Theory]
    [Threat("OA-06")]
    [InlineData("iss", "\"https://evil.example\"")]
    [InlineData("iss", "null")]
    [InlineData("aud", "\"another-app\"")]
    [InlineData("aud", "[\"another-app\",\"third-app\"]")]
    [InlineData("aud", "null")]
    [InlineData("azp", "\"another-app\"")]
    [InlineData("exp", "1")]
    [InlineData("exp", "null")]
    [InlineData("nbf", "99999999999")]
    [InlineData("iat", "null")]
    [InlineData("nonce", "\"another\"")]
    [InlineData("nonce", "null")]
    [InlineData("nonce", "[]")]
    [InlineData("sub", "\"\"")]
    [InlineData("sub", "\" ada\"")]
    [InlineData("sub", "{}")]
    public async Task A_token_with_one_wrong_claim_does_not_sign_in(string claim, string value)
    {
        Provider.BendToken = token => token[claim] = JsonNode.Parse(value);

        await IsRefusedAsync("ProviderFailed");
    }

    [Theory]
    [InlineData("none", "none")]
    [InlineData("none", "RS256")]
    [InlineData("none", "None")]
    [InlineData("none", "nOnE")]
    [InlineData("none", "")]
    [InlineData("none", null)]
    [InlineData("RS256", "none")]
    [InlineData("RS256", "RS1")]
    [InlineData("RS256", "RS512")]
    [InlineData("RS256", "HS256")]
    [InlineData("RS256", "")]
    [Threat("OA-06")]
    public async Task A_token_that_is_unsigned_or_names_another_algorithm_is_refused(string algorithm, string? name)
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
    public async Task The_app_does_not_look_elsewhere_for_a_key_that_the_provider_does_not_have(string name, string value)
    {
        await using var other = new FakeProvider();
        Provider.SignAs(other);
        Provider.BendHeader = header => header[name] = value;

        await IsRefusedAsync("ProviderFailed");
    }

    [Theory]
    [InlineData("[]", null)]
    [InlineData("\"PASSKEYBLAZOR\"", null)]
    [InlineData("\"passkeyblazor \"", null)]
    [InlineData("[\"passkeyblazor\", \"another-app\"]", null)]
    [InlineData("[\"passkeyblazor\", \"another-app\"]", "another-app")]
    [InlineData("\"passkeyblazor\"", "another-app")]
    [InlineData("\"another-app\"", "passkeyblazor")]
    [Threat("OA-06")]
    public async Task A_token_that_is_not_only_for_this_app_or_was_not_issued_to_it_is_refused(string audience, string? party)
    {
        Provider.BendToken = token =>
        {
            token["aud"] = JsonNode.Parse(audience);
            token["azp"] = party;
        };

        await IsRefusedAsync("ProviderFailed");
    }

    [Fact]
    public async Task A_token_for_several_apps_that_was_issued_to_this_app_signs_in()
    {
        Provider.BendToken = token => (token["aud"], token["azp"]) = (new JsonArray(FakeProvider.ClientId, "another-app"), FakeProvider.ClientId);

        using var end = await ContinueAsync();

        Assert.NotNull(await Browser.WhoAsync());
    }

    [Theory]
    [InlineData("")]
    [InlineData("/")]
    [InlineData("/realms/other")]
    [InlineData(".evil.example")]
    [Threat("OA-05", "OA-06")]
    public async Task A_token_whose_issuer_is_written_differently_is_refused(string end)
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
    public async Task A_subject_that_is_not_one_plain_text_is_refused(string subject)
    {
        Provider.BendToken = token => token["sub"] = JsonNode.Parse(string.Format(null, subject, Subject));

        await IsRefusedAsync("ProviderFailed");
    }

    [Fact]
    [Threat("OA-06")]
    public async Task A_token_that_is_signed_with_the_public_key_as_a_secret_does_not_sign_in()
    {
        Provider.SignHmacWithPublicKey = true;

        await IsRefusedAsync("ProviderFailed");
    }

    [Fact]
    [Threat("OA-06")]
    public async Task A_token_of_a_megabyte_does_not_sign_in_or_is_cut()
    {
        Provider.Claims["name"] = new string('A', 1_000_000);

        using var end = await ContinueAsync("/me");

        var name = (await Browser.WhoAsync())?.Name;
        Assert.True(name is null or { Length: 100 }, end.Headers.Location?.OriginalString);
    }
}
