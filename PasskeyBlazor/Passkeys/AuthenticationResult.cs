using System.Diagnostics.CodeAnalysis;
using PasskeyBlazor.Data;

namespace PasskeyBlazor.Passkeys;

/// <summary>How an authentication ceremony ended: with a proof, or with a refusal.</summary>
public sealed class AuthenticationResult
{
    private AuthenticationResult(SignInProof proof) => Proof = proof;

    private AuthenticationResult(RefusedAuthentication refusal) => Refusal = refusal;

    [MemberNotNullWhen(true, nameof(Proof))]
    [MemberNotNullWhen(false, nameof(Refusal))]
    public bool Succeeded => Proof is not null;

    public SignInProof? Proof { get; }

    public RefusedAuthentication? Refusal { get; }

    public static implicit operator AuthenticationResult(SignInProof proof) => new(proof);

    public static implicit operator AuthenticationResult(RefusedAuthentication refusal) => new(refusal);

    public static implicit operator AuthenticationResult(Failure failure) => new(new RefusedAuthentication(failure));
}

/// <summary>A refused answer.</summary>
/// <param name="Failure">What the person reads.</param>
/// <param name="Event">What the owner of the passkey finds in their activity; null where no account has it. The caller saves it once the answer is sent, so that the response time does not tell whether the passkey is known.</param>
/// <param name="UnknownCredentialId">The credential id where no account has it: the password manager may forget it.</param>
public sealed record RefusedAuthentication(Failure Failure, Activity? Event = null, byte[]? UnknownCredentialId = null);
