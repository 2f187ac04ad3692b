namespace PasskeyBlazor.Passkeys;

/// <summary>
/// An answer is refused. It never leaves <see cref="RelyingParty"/>: there it becomes a <see cref="CeremonyFailure"/> for the
/// person and the reason for the log.
/// </summary>
internal sealed class RefusedException(string reason, CeremonyFailure failure = CeremonyFailure.PasskeyRefused, Exception? inner = null)
    : Exception(reason, inner)
{
    public string Reason => Message;

    public CeremonyFailure Failure => failure;
}
