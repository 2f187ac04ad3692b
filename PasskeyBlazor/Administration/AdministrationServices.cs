namespace PasskeyBlazor.Administration;

/// <summary>Registers the services of administrators.</summary>
public static class AdministrationServices
{
    public static WebApplicationBuilder AddAdministration(this WebApplicationBuilder builder)
    {
        builder.Services.AddSingleton<AdministratorWork>();
        builder.Services.AddSingleton<UserDirectory>();
        builder.Services.AddSingleton<UserChanges>();
        builder.Services.AddSingleton<AuthenticatorModels>();

        return builder;
    }
}
