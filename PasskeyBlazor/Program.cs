using PasskeyBlazor.Data;

var builder = WebApplication.CreateBuilder(args);
builder.AddDatabase();
var app = builder.Build();
if (!await app.PrepareDatabaseAsync(args))
{
    return;
}

app.MapGet("/", () => PasskeyBlazor.Text.ProductName);
await app.RunAsync();
