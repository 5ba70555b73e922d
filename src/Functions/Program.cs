using Holdfast.Functions.Hosting;
using Microsoft.Azure.Functions.Worker.Builder;
using Microsoft.Extensions.Hosting;

var builder = FunctionsApplication.CreateBuilder(args);
builder.ConfigureFunctionsWebApplication();
if (await HeadComposition.AddAsync(builder.Services, builder.Configuration, CancellationToken.None) is { } failure)
{
    foreach (var error in failure.Errors)
        await Console.Error.WriteLineAsync(error);
    return failure.ExitCode;
}

await builder.Build().RunAsync();
return 0;
