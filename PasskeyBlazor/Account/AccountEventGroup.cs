namespace PasskeyBlazor.Account;

/// <summary>The groups by which people filter account events. Each kind of event belongs to one.</summary>
public enum AccountEventGroup
{
    /// <summary>Sign-ins, confirmations, sign-outs, and those that were refused.</summary>
    SignIns,

    Passkeys,

    /// <summary>Connected accounts and the account as a whole.</summary>
    Account,
}
