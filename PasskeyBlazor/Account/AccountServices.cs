namespace PasskeyBlazor.Account;

/// <summary>Registers the services for the account of the signed-in user.</summary>
public static class AccountServices
{
    public static WebApplicationBuilder AddAccount(this WebApplicationBuilder builder)
    {
        builder.Services.AddSingleton<UserAccount>();
        builder.Services.AddSingleton<UserAccountEvents>();
        builder.Services.AddSingleton<PersonalData>();

        return builder;
    }
}
