using Microsoft.DurableTask.Client;

namespace Holdfast.Functions.Durable;

/// <summary>
/// The durable client, for whatever runs outside functions: the host binds one only to functions, so each that has one offers it. Before the
/// first function has run there is none, and an instance goes on alone. Safe for any number of threads.
/// </summary>
public sealed class DurableClientHolder
{
    private DurableTaskClient? _client;

    /// <summary>The client; null before one was offered.</summary>
    public DurableTaskClient? Client => Volatile.Read(ref _client);

    /// <summary>Keeps a client. The host gives the same one out again and again, so the last is as good as any; one volatile write.</summary>
    /// <param name="client">As bound by <c>[DurableClient]</c>.</param>
    public void Offer(DurableTaskClient client)
    {
        if (!ReferenceEquals(Client, client))
            Volatile.Write(ref _client, client);
    }
}
