namespace PasskeyBlazor.Import;

/// <summary>What an import did, or would do without the dry run.</summary>
internal sealed record ImportReport
{
    /// <summary>One line for each. With a mistake nothing is imported.</summary>
    public List<string> Mistakes { get; } = [];

    public int Users { get; set; }

    public int Identities { get; set; }

    public int Passkeys { get; set; }

    /// <summary>The new users who sign in by passkey only.</summary>
    public List<string> WithoutIdentity { get; } = [];

    /// <summary>The users whom an earlier import made, with the number of their identities and passkeys in the file that the account does not have.</summary>
    public List<(string Place, int Missing)> AlreadyThere { get; } = [];

    public IEnumerable<string> Lines(bool isDryRun)
    {
        yield return isDryRun ? "Dry run: nothing is saved. An import would add:" : "Imported:";
        yield return $"{Users} users, {Identities} identities, {Passkeys} passkeys.";
        yield return $"{WithoutIdentity.Count} of these users have no identity and sign in by passkey only.";
        foreach (var place in WithoutIdentity)
        {
            yield return $"  {place}";
        }

        yield return $"{AlreadyThere.Count} users of the file are there already. An import does not change them.";
        foreach (var (place, missing) in AlreadyThere.Where(user => user.Missing > 0))
        {
            yield return $"  {place}: {missing} identities or passkeys of the file are not in the account.";
        }
    }
}
