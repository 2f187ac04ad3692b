using System.Security.Claims;
using Microsoft.AspNetCore.Authorization;
using Microsoft.EntityFrameworkCore;
using PasskeyBlazor.WebAuthn;

var builder = WebApplication.CreateBuilder(args);
builder.Services.AddRelyingParty().AddScoped<Passkeys>().AddDbContext<AppDb>(options => options.UseSqlite("Data Source=app.db"));
builder.Services.AddAuthentication("Cookies").AddCookie();
builder.Services.AddAuthorizationBuilder().SetFallbackPolicy(new AuthorizationPolicyBuilder().RequireAuthenticatedUser().Build());

var app = builder.Build();
app.UseCookiePolicy(new() { Secure = app.Environment.IsDevelopment() ? CookieSecurePolicy.SameAsRequest : CookieSecurePolicy.Always });
app.UseDefaultFiles().UseStaticFiles().UseAuthentication().UseAuthorization(); // everything after the files needs a session
Passkeys.Map(app);
app.MapGet("/me", (ClaimsPrincipal user) => user.Identity!.Name).DisableCookieRedirect();

// STAND-IN for the sign-in that your app has already. It asks for no proof: delete it.
if (app.Environment.IsDevelopment())
{
    app.MapPost("/stand-in/{name}", async (string name, AppDb db) =>
    {
        await db.Database.EnsureCreatedAsync(); // your app has migrations
        var user = await db.Users.SingleOrDefaultAsync(u => u.Name == name) ?? db.Add(new User { Name = name }).Entity;
        await db.SaveChangesAsync();
        return Results.SignIn(user.ToPrincipal());
    }).AllowAnonymous();
}

app.Run();

public sealed class User
{
    public string Id { get; init; } = Guid.CreateVersion7().ToString();
    public required string Name { get; init; }
    public List<Passkey> Passkeys { get; } = [];
    public ClaimsPrincipal ToPrincipal() => new(new ClaimsIdentity([new(ClaimTypes.NameIdentifier, Id), new(ClaimTypes.Name, Name)], "Cookies"));
}

public sealed class AppDb(DbContextOptions<AppDb> options) : DbContext(options)
{
    public DbSet<User> Users => Set<User>();
    public DbSet<Passkey> Passkeys => Set<Passkey>();
    public DbSet<SpentChallenge> SpentChallenges => Set<SpentChallenge>();
}
