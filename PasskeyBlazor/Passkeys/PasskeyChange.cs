namespace PasskeyBlazor.Passkeys;

/// <summary>What the page of the passkeys says has changed.</summary>
public enum PasskeyChange
{
    Added,

    Renamed,

    Removed,
}
