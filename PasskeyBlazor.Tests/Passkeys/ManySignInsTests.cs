using System.Buffers.Text;
using System.Text.Json.Nodes;
using PasskeyBlazor.Data;
using PasskeyBlazor.Tests.Support;

namespace PasskeyBlazor.Tests.Passkeys;

/// <summary>
/// One key or signature in some hundreds is shorter than the others, because a number in it begins with zeros. Whoever takes
/// that for a mistake locks a few people out, now and then.
/// </summary>
public sealed class ManySignInsTests : IDisposable
{
    private const int Coordinate = 32; // bytes, on P-256

    private readonly Ceremonies ceremonies = new();
    private int shortR, shortS, shortX, shortY;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Ten_thousand_people_with_keys_of_their_own_all_get_in()
    {
        for (var batch = 0; batch < 20; batch++)
        {
            var newcomers = new List<(Passkey Passkey, SoftwareAuthenticator Authenticator)>();
            for (var person = 0; person < 500; person++)
            {
                newcomers.Add(await RegisterAsync());
            }

            await using var db = ceremonies.Database.CreateContext();
            db.Passkeys.AddRange(newcomers.Select(n => n.Passkey));
            await db.SaveChangesAsync(Cancel);
            foreach (var (passkey, authenticator) in newcomers)
            {
                await SignInAsync(passkey, authenticator);
                authenticator.Dispose();
            }
        }

        Assert.All([shortR, shortS, shortX, shortY], count => Assert.InRange(count, 1, 200)); // about 39 each
    }

    public void Dispose() => ceremonies.Dispose();

    private async Task<(Passkey Passkey, SoftwareAuthenticator Authenticator)> RegisterAsync()
    {
        var authenticator = new SoftwareAuthenticator();
        var started = await ceremonies.RelyingParty.MakeCreationOptionsAsync(ceremonies.Ada, []);
        var registered = await ceremonies.RelyingParty.VerifyAttestationAsync(
            ceremonies.Ada, authenticator.Create(started.Json), started.EngineState, Cancel);

        Assert.True(registered.Succeeded, string.Join("", ceremonies.Log.Lines));
        var point = authenticator.Credentials[0].Key.EcParameters().Q;
        shortX += point.X![0] == 0 ? 1 : 0;
        shortY += point.Y![0] == 0 ? 1 : 0;

        return (ceremonies.Record(registered.Value), authenticator);
    }

    private async Task SignInAsync(Passkey passkey, SoftwareAuthenticator authenticator)
    {
        var started = await ceremonies.RelyingParty.MakeRequestOptionsAsync();
        var credential = authenticator.Get(started.Json);
        await using var db = ceremonies.Database.CreateContext();
        var signedIn = await ceremonies.RelyingParty.VerifyAssertionAsync(db, credential, started.EngineState, Cancel);

        Assert.True(signedIn.Succeeded, credential + string.Join("", ceremonies.Log.Lines));
        Assert.Equal(passkey.Id, signedIn.Value.Passkey.Id);
        var signature = Base64Url.DecodeFromChars((string)JsonNode.Parse(credential)!["response"]!["signature"]!);
        shortR += signature[3] < Coordinate ? 1 : 0;
        shortS += signature[5 + signature[3]] < Coordinate ? 1 : 0;
    }
}
