namespace PasskeyBlazor.Administration;

/// <summary>Adds what administrators see and do.</summary>
public static class AdministrationServices
{
    public static WebApplicationBuilder AddAdministration(this WebApplicationBuilder builder)
    {
        builder.Services.AddSingleton<AdministratorWork>();
        builder.Services.AddSingleton<UserDirectory>();
        builder.Services.AddSingleton<UserChanges>();
        builder.Services.AddSingleton<PasskeyMakes>();

        return builder;
    }
}
