using Holdfast.Pipeline.Http;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace Holdfast.Functions.Http;

/// <summary>The operations page, at the root of the app.</summary>
/// <param name="page">Answers.</param>
public sealed class DashboardFunctions(PageEndpoint page)
{
    /// <summary>
    /// The host takes an empty route for none at all and names it after the function. A parameter that may be missing and cannot hold anything
    /// matches the root alone; the host's own page must be off (<c>AzureWebJobsDisableHomepage</c>).
    /// </summary>
    public const string Root = "{root:maxlength(0)?}";

    /// <summary><c>GET</c> or <c>HEAD /</c>.</summary>
    [Function(nameof(Dashboard))]
    public Task Dashboard([HttpTrigger(AuthorizationLevel.Anonymous, "get", "head", Route = Root)] HttpRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        return page.PageAsync(request.HttpContext);
    }
}
