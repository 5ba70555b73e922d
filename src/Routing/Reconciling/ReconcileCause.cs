namespace Holdfast.Routing.Reconciling;

/// <summary>Why stores were compared.</summary>
public enum ReconcileCause
{
    /// <summary>The timer: by counts.</summary>
    Timer = 0,

    /// <summary>A backfill has ended: every window that the other store holds anything of is read, unless they are very many.</summary>
    Recovery,

    /// <summary>An operator asked for it: every window that the other store holds anything of is read.</summary>
    Operator,
}
