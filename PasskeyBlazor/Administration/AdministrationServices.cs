namespace PasskeyBlazor.Administration;

/// <summary>Adds what administrators see and do.</summary>
public static class AdministrationServices
{
    public static WebApplicationBuilder AddAdministration(this WebApplicationBuilder builder) => builder;
}
