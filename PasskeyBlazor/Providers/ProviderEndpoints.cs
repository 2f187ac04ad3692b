namespace PasskeyBlazor.Providers;

/// <summary>The addresses of an OAuth provider that publishes no discovery document.</summary>
public sealed record ProviderEndpoints
{
    public string? Authorization { get; init; }

    public string? Token { get; init; }

    public string? UserInfo { get; init; }

    /// <summary>GitHub's list of a person's addresses.</summary>
    public string? Emails { get; init; }

    /// <summary>These addresses where they are set, else the others.</summary>
    public ProviderEndpoints Or(ProviderEndpoints others) => new()
    {
        Authorization = Authorization ?? others.Authorization,
        Token = Token ?? others.Token,
        UserInfo = UserInfo ?? others.UserInfo,
        Emails = Emails ?? others.Emails,
    };

    public IEnumerable<(string Key, string? Address)> All =>
        [(nameof(Authorization), Authorization), (nameof(Token), Token), (nameof(UserInfo), UserInfo), (nameof(Emails), Emails)];
}
