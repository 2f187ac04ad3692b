using System.Security.Cryptography;
using PasskeyBlazor.WebAuthn;

namespace PasskeyBlazor.Tests.Support.Authenticator;

/// <summary>The library's result for an answer without the guard.</summary>
internal sealed class LibraryAlone(RelyingPartyOptions options)
{
    public async Task<bool> AcceptsAttestationAsync(string credentialJson, byte[] challenge)
    {
        try
        {
            var answer = AttestationAnswer.Parse(credentialJson);
            var parsed = AnswerParser.Parse(answer);
            var unattested = parsed.AttestationObject.Fmt == "none"
                ? parsed
                : AnswerParser.ParseWithoutStatement(answer, parsed.AttestationObject.AuthData.ToByteArray());
            await unattested.VerifyAsync(
                LibraryOptions.Creation(options, challenge, new([0], "", ""), [], place: null),
                LibraryOptions.Configuration(options, options.Origins),
                (_, _) => Task.FromResult(true),
                metadataService: null,
                requestTokenBindingId: null,
                TestContext.Current.CancellationToken);

            return true;
        }
        catch (Exception refused) when (refused is not OperationCanceledException)
        {
            return false;
        }
    }

    public async Task<bool> AcceptsAssertionAsync(string credentialJson, byte[] challenge, CredentialRecord? record)
    {
        if (record is null)
        {
            return false;
        }

        try
        {
            var parsed = AnswerParser.Parse(AssertionAnswer.Parse(credentialJson));
            await parsed.VerifyAsync(
                LibraryOptions.Request(options, challenge, []),
                LibraryOptions.Configuration(options, options.Origins),
                record.PublicKey,
                record.SignCount,
                (named, _) => Task.FromResult(CryptographicOperations.FixedTimeEquals(named.UserHandle, record.UserHandle)),
                metadataService: null,
                requestTokenBindingId: null,
                TestContext.Current.CancellationToken);

            return true;
        }
        catch (Exception refused) when (refused is not OperationCanceledException)
        {
            return false;
        }
    }
}
