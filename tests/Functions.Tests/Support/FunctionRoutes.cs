using System.Reflection;
using Holdfast.Functions.Http;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.DependencyInjection;

namespace Holdfast.Functions.Tests.Support;

/// <summary>
/// Serves the head's HTTP functions as the worker does: by what their attributes say, with an object of the function's class made for each
/// call. Where the worker reads generated metadata, this reads the attributes themselves.
/// </summary>
internal static class FunctionRoutes
{
    /// <summary>Every HTTP function of the head: its name, its method, and its trigger.</summary>
    public static IReadOnlyList<(string Name, MethodInfo Method, HttpTriggerAttribute Trigger)> All { get; } =
        [.. typeof(WriteFunctions).Assembly.GetTypes()
            .SelectMany(static type => type.GetMethods(BindingFlags.Public | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly))
            .Select(static method => (method.GetCustomAttribute<FunctionAttribute>()?.Name, Method: method, Trigger: TriggerOf(method)))
            .Where(static function => function is { Name: not null, Trigger: not null })
            .Select(static function => (function.Name!, function.Method, function.Trigger!))];

    public static void MapFunctions(this IEndpointRouteBuilder routes)
    {
        foreach (var (_, method, trigger) in All)
            routes.MapMethods("/" + trigger.Route, [.. trigger.Methods!.Select(static name => name.ToUpperInvariant())], context => CallAsync(method, context));
    }

    /// <summary>Calls one function, as if a request had been routed to it.</summary>
    public static Task CallAsync(string name, HttpContext context) => CallAsync(All.Single(function => function.Name == name).Method, context);

    private static HttpTriggerAttribute? TriggerOf(MethodInfo method) =>
        method.GetParameters().Select(static parameter => parameter.GetCustomAttribute<HttpTriggerAttribute>()).FirstOrDefault(static trigger => trigger is not null);

    private static Task CallAsync(MethodInfo method, HttpContext context)
    {
        var functions = method.IsStatic ? null : ActivatorUtilities.CreateInstance(context.RequestServices, method.DeclaringType!);
        return (Task)method.Invoke(functions, [.. method.GetParameters().Select(parameter => Bind(parameter, context))])!;
    }

    private static object? Bind(ParameterInfo parameter, HttpContext context) => parameter.ParameterType switch
    {
        var type when type == typeof(HttpRequest) => context.Request,
        var type when type == typeof(DurableTaskClient) => context.RequestServices.GetService<DurableTaskClient>(),
        var other => throw new NotSupportedException($"an HTTP function binds {other}"),
    };
}
