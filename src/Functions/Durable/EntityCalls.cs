using System.Text.Json;
using Holdfast.Pipeline.Following;
using Microsoft.DurableTask.Client;
using Microsoft.DurableTask.Entities;

namespace Holdfast.Functions.Durable;

/// <summary>
/// Calls of entities from outside of orchestrations, with a time limit, and with everything that the client throws turned into values: it
/// throws whatever its channel does. Safe for any number of threads.
/// </summary>
/// <param name="clients">Has the client, once a function has run.</param>
/// <param name="time">The clock.</param>
public sealed class EntityCalls(DurableClientHolder clients, TimeProvider time)
{
    /// <summary>How long one call may take.</summary>
    public static readonly TimeSpan Limit = TimeSpan.FromSeconds(5);

    private const string NoClient = "no function has run in this instance yet, so it has no durable client";

    /// <summary>Sends an entity a message. Done means that it is taken on durably, not that it has been processed.</summary>
    public Task<LinkResult> SignalAsync(EntityInstanceId entity, string operation, object? input, CancellationToken cancellation) =>
        clients.Client is { } client ? SignalAsync(client, entity, operation, input, cancellation) : Task.FromResult(new LinkResult(LinkFault.Refused, NoClient));

    /// <summary>An entity's state.</summary>
    /// <returns>The state; without a fault and without a value when the entity does not exist or has none.</returns>
    public Task<LinkResult<T>> ReadAsync<T>(EntityInstanceId entity, CancellationToken cancellation) where T : class =>
        clients.Client is { } client ? ReadAsync<T>(client, entity, cancellation) : Task.FromResult(new LinkResult<T>(LinkFault.Refused, NoClient, null));

    private async Task<LinkResult> SignalAsync(DurableTaskClient client, EntityInstanceId entity, string operation, object? input, CancellationToken cancellation)
    {
        using var limit = new CancellationTokenSource(Limit, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellation);
        try
        {
            await client.Entities.SignalEntityAsync(entity, operation, input, options: null, either.Token);
            return LinkResult.Done;
        }
        catch (Exception fault) when (!cancellation.IsCancellationRequested)
        {
            return new(LinkFault.Unreachable, MessageOf(fault, limit));
        }
    }

    private async Task<LinkResult<T>> ReadAsync<T>(DurableTaskClient client, EntityInstanceId entity, CancellationToken cancellation) where T : class
    {
        using var limit = new CancellationTokenSource(Limit, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellation);
        try
        {
            var found = await client.Entities.GetEntityAsync<T>(entity, includeState: true, either.Token);
            return new(LinkFault.None, "", found is null ? null : StateOf(found));
        }
        catch (JsonException malformed)
        {
            return new(LinkFault.Refused, $"the state of {entity.Name}/{entity.Key} cannot be read: {malformed.Message}", null);
        }
        catch (Exception fault) when (!cancellation.IsCancellationRequested)
        {
            return new(LinkFault.Unreachable, MessageOf(fault, limit), null);
        }
    }

    /// <summary>An entity that has given up its state is there for a while still, and asked for it, the client throws.</summary>
    private static T? StateOf<T>(Microsoft.DurableTask.Client.Entities.EntityMetadata<T> found) where T : class
    {
        try
        {
            return found.State;
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }

    private static string MessageOf(Exception fault, CancellationTokenSource limit) =>
        limit.IsCancellationRequested ? $"no answer within {Limit}" : $"{fault.GetType().Name}: {fault.Message}";
}
