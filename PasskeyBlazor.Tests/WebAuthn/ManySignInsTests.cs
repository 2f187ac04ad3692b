using System.Buffers.Text;
using System.Text.Json.Nodes;
using PasskeyBlazor.Tests.Support;
using PasskeyBlazor.Tests.Support.Authenticator;

namespace PasskeyBlazor.Tests.WebAuthn;

/// <summary>
/// One key or signature in several hundred is shorter than the others, because a number in it begins with zeros. If a check refuses
/// them, a few people cannot sign in.
/// </summary>
public sealed class ManySignInsTests : IDisposable
{
    private const int Coordinate = 32; // bytes, on P-256

    private readonly Ceremonies ceremonies = new();
    private int shortR, shortS, shortX, shortY;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private bool IsEachShortSeen => shortR > 0 && shortS > 0 && shortX > 0 && shortY > 0;

    [Fact]
    public async Task People_sign_in_until_each_number_was_short_once()
    {
        for (var person = 0; person < Exploration.Rounds(1_000) || !IsEachShortSeen; person++)
        {
            Assert.True(person < Exploration.Rounds(20_000), "One of 256 numbers is short, so something here counts wrongly.");
            using var authenticator = new SoftwareAuthenticator();
            await RegisterAsync(authenticator);
            await SignInAsync(authenticator);
        }
    }

    public void Dispose() => ceremonies.Dispose();

    private async Task RegisterAsync(SoftwareAuthenticator authenticator)
    {
        var options = ceremonies.RelyingParty.MakeCreationOptions(ceremonies.Ada, []);
        var registered = await ceremonies.RelyingParty.VerifyAttestationAsync(authenticator.Create(options.Json), options.Challenge, Cancel);

        Assert.True(registered.Succeeded, registered.Refusal?.Reason);
        ceremonies.Keep(registered.Value.CredentialId, ceremonies.Record(registered.Value));
        var point = authenticator.Credentials[0].Key.EcParameters().Q;
        shortX += point.X![0] == 0 ? 1 : 0;
        shortY += point.Y![0] == 0 ? 1 : 0;
    }

    private async Task SignInAsync(SoftwareAuthenticator authenticator)
    {
        var options = ceremonies.RelyingParty.MakeRequestOptions();
        var credential = authenticator.Get(options.Json);
        var signedIn = await ceremonies.VerifyAssertionAsync(credential, options.Challenge);

        Assert.True(signedIn.Succeeded, credential + signedIn.Refusal?.Reason);
        var signature = Base64Url.DecodeFromChars((string)JsonNode.Parse(credential)!["response"]!["signature"]!);
        shortR += signature[3] < Coordinate ? 1 : 0;
        shortS += signature[5 + signature[3]] < Coordinate ? 1 : 0;
    }
}
