var builder = WebApplication.CreateBuilder(args);
var app = builder.Build();
app.MapGet("/", () => PasskeyBlazor.Text.ProductName);
app.Run();
