using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Microsoft.DurableTask.Entities;

namespace Holdfast.Functions.Durable;

/// <summary>The ids of entities and orchestrations, and the names of events. Pure.</summary>
public static class DurableNames
{
    /// <summary>The entities that hold the stores' breakers.</summary>
    public const string Breaker = "breaker";

    /// <summary>The entities that hold small documents.</summary>
    public const string Document = "document";

    /// <summary>The id of the only <see cref="Reconciling.ReconcileOrchestrator"/>.</summary>
    public const string Reconcile = "reconcile";

    /// <summary>The event that takes a store out of service; its payload is the reason, a text or <c>{"reason":…}</c>.</summary>
    public const string IsolateEvent = "isolate";

    /// <summary>The event that lets a store come back.</summary>
    public const string RestoreEvent = "restore";

    /// <summary>The event that asks for a comparison at once; see <see cref="Reconciling.ReconcileCall"/>.</summary>
    public const string ReconcileEvent = "reconcile";

    /// <summary>
    /// Under which recoveries log. A logger is asked of the context at each use and kept nowhere: so it is plain, to analysers too, that it is one
    /// which is silent while a history is replayed.
    /// </summary>
    public const string RecoveryLog = "Holdfast.Functions.Durable.Recovery";

    /// <summary>Under which comparisons log; see <see cref="RecoveryLog"/>.</summary>
    public const string ReconcileLog = "Holdfast.Functions.Durable.Reconcile";

    /// <summary>The longest key: ids of orchestrations may have 100 characters.</summary>
    public const int MaximumKey = 80;

    private const int Kept = 60;

    /// <summary>The id of a store's only <see cref="Recovering.RecoveryOrchestrator"/>.</summary>
    public static string RecoveryOf(string store) => $"recovery-{KeyOf(store)}";

    /// <summary>The entity that holds a store's breaker.</summary>
    public static EntityInstanceId BreakerOf(string store) => new(Breaker, KeyOf(store));

    /// <summary>The entity that holds a document.</summary>
    /// <param name="path">The document's path.</param>
    public static EntityInstanceId DocumentOf(string path) => new(Document, KeyOf(path));

    /// <summary>
    /// A name as part of an id. Names may hold anything; ids, which become keys of tables and names of blobs, may not: what is no letter, digit,
    /// hyphen, dot or underscore is written as a tilde and the hexadecimal of its UTF-8 bytes. Case is kept. Different names have different keys; one
    /// that would be too long ends in its hash.
    /// </summary>
    public static string KeyOf(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        var key = new StringBuilder();
        foreach (var octet in Encoding.UTF8.GetBytes(name))
        {
            if (char.IsAsciiLetterOrDigit((char)octet) || octet is (byte)'-' or (byte)'.' or (byte)'_')
                key.Append((char)octet);
            else
                key.Append(CultureInfo.InvariantCulture, $"~{octet:x2}");
        }

        if (key.Length <= MaximumKey)
            return key.ToString();
        var hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(name)).AsSpan(0, 8));
        return $"{key.ToString(0, Kept)}~-{hash}";
    }
}
