using PasskeyBlazor;
using PasskeyBlazor.Account;
using PasskeyBlazor.Administration;
using PasskeyBlazor.Components;
using PasskeyBlazor.Data;
#if DEBUG
using PasskeyBlazor.DevelopmentIdentity;
#endif
using PasskeyBlazor.Http;
using PasskeyBlazor.Import;
using PasskeyBlazor.Passkeys;
using PasskeyBlazor.Providers;
using PasskeyBlazor.Sessions;
using PasskeyBlazor.SignIn;

StartErrors.WriteLines();

var import = ImportCommand.In(args);
var settings = args.Where(arg => arg != DatabaseStart.MigrateSwitch); // the switch would take the next argument for its value
var builder = WebApplication.CreateBuilder([.. import?.Settings(settings) ?? settings]);
StartErrors.AddTo(builder);
#if DEBUG
if (builder.Environment.IsDevelopment())
{
    builder.AddDevelopmentIdentity(); // a Release build does not contain this project
}
#endif
builder.AddHttp();
builder.AddDatabase();
builder.AddPasskeys();
builder.AddProviders();
builder.AddSessions();
builder.AddSignIn();
builder.AddAccount();
builder.AddAdministration();
builder.AddImport();
builder.AddPages();

await using var app = builder.Build();
if (!await app.PrepareDatabaseAsync(args))
{
    return;
}

if (import is not null)
{
    Environment.ExitCode = await app.ImportAsync(import);
    return;
}

app.UseClientAddress();
app.UseResponseCompression();
app.UseSecurityHeaders();
app.UseOutages();
app.UseHealth();
app.UsePageErrors();
if (app.Environment.IsDevelopment())
{
    app.UseLocalhost();
}
else
{
    app.UsePublicAddress();
}

app.UseRequestLocalization();
app.UseRouting();
app.UseSameOrigin();
app.UseHeadRequests();
app.UseRateLimiter();
app.UseFormLimits();
app.UseAuthentication();
app.UseAntiforgery();
app.UseOutdatedForms();
app.UseAuthorization();
app.UseDiscoveryCheck();

app.MapWellKnownAddresses();
app.MapSignIn();
app.MapAccount();
app.MapAdministration();
app.MapPages();
#if DEBUG
app.MapDevelopmentIdentity();
#endif

await app.RunAsync();
