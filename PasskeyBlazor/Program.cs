using PasskeyBlazor.Administration;
using PasskeyBlazor.Components;
using PasskeyBlazor.Data;
#if DEBUG
using PasskeyBlazor.DevelopmentIdentity;
#endif
using PasskeyBlazor.Edge;
using PasskeyBlazor.Passkeys;
using PasskeyBlazor.Providers;
using PasskeyBlazor.Sessions;

var builder = WebApplication.CreateBuilder(args);
#if DEBUG
if (builder.Environment.IsDevelopment())
{
    builder.AddDevelopmentIdentity(); // a Release build does not contain it
}
#endif
builder.AddEdge();
builder.AddDatabase();
builder.AddPasskeys();
builder.AddProviders();
builder.AddSessions();
builder.AddAdministration();
builder.AddPages();

var app = builder.Build();
if (!await app.PrepareDatabaseAsync(args))
{
    return;
}

app.UseForwardedHeaders();
app.UseResponseCompression();
app.UseSecurityHeaders();
app.UsePageErrors();
if (app.Environment.IsDevelopment())
{
    app.UseLocalhost();
}
else
{
    app.UseHsts();
    app.UseHttpsRedirection();
    app.UseHttpsOnly();
}

app.UseRequestLocalization();
app.UseRouting();
app.UseSameOrigin();
app.UseRateLimiter();
app.UseFormLimits();
app.UseAuthentication();
app.UseAuthorization();
app.UseAntiforgery();

app.MapWellKnownAddresses();
app.MapSessions();
app.MapAdministration();
app.MapPages();
#if DEBUG
app.MapDevelopmentIdentity();
#endif

await app.RunAsync();
