namespace Holdfast.Pipeline.Telemetry;

/// <summary>
/// The ids of all log events, of the pipeline and of both heads. They are what operators filter by: an id is never given another meaning, and
/// one that is given up is not used again.
/// </summary>
public static class EventIds
{
    /// <summary>Further events of one kind were left out: a storm.</summary>
    public const int HeldBack = 100;

    /// <summary>A breaker opened.</summary>
    public const int BreakerOpened = 101;

    /// <summary>A breaker changed its mode otherwise.</summary>
    public const int BreakerMoved = 102;

    /// <summary>A target serves its tier from now on.</summary>
    public const int TargetEligible = 111;

    /// <summary>A target does not serve its tier any more.</summary>
    public const int TargetIneligible = 112;

    /// <summary>A bucket's lifecycle tasks are to pause.</summary>
    public const int LifecyclePaused = 121;

    /// <summary>They may run again.</summary>
    public const int LifecycleResumed = 122;

    /// <summary>A task of a store was set active or inactive.</summary>
    public const int TaskSet = 123;

    /// <summary>A store's tasks cannot be set.</summary>
    public const int TasksFailing = 124;

    /// <summary>They can again.</summary>
    public const int TasksAnswering = 125;

    /// <summary>The lifecycle webhook does not take its posts.</summary>
    public const int WebhookFailing = 126;

    /// <summary>It does again.</summary>
    public const int WebhookAnswering = 127;

    /// <summary>What the lifecycle gate remembers is damaged or cannot be kept.</summary>
    public const int LifecycleDamaged = 128;

    /// <summary>A recovery went from one phase to another.</summary>
    public const int RecoveryMoved = 131;

    /// <summary>A recovery ended.</summary>
    public const int RecoveryEnded = 132;

    /// <summary>A recovery cannot do what it should.</summary>
    public const int RecoveryHindered = 133;

    /// <summary>A saved recovery record cannot be used.</summary>
    public const int RecoveryUnreadable = 134;

    /// <summary>A recovery record cannot be saved.</summary>
    public const int RecoveryUnsaved = 135;

    /// <summary>The deferred log, or the dead letters, have less room than before.</summary>
    public const int RoomShrank = 141;

    /// <summary>They have more room again.</summary>
    public const int RoomGrew = 142;

    /// <summary>Something is owed that no store holds.</summary>
    public const int OwedNowhere = 143;

    /// <summary>Everything that is owed is in some store.</summary>
    public const int OwedSomewhere = 144;

    /// <summary>A log on disk met damage or a fault.</summary>
    public const int LogDamaged = 145;

    /// <summary>Batches that were owed became unreadable.</summary>
    public const int OwedLost = 146;

    /// <summary>Dead letters were added.</summary>
    public const int LettersAdded = 147;

    /// <summary>A file of a log was deleted, replaced or cut from outside, and was written again.</summary>
    public const int FileRestored = 148;

    /// <summary>Files of a log were deleted or cut from outside and are not brought back.</summary>
    public const int FilesLost = 149;

    /// <summary>A reconciliation ended.</summary>
    public const int Reconciled = 151;

    /// <summary>A write could not be acknowledged.</summary>
    public const int WriteRefused = 152;

    /// <summary>A request had no right to what it asked for.</summary>
    public const int AccessRefused = 153;

    /// <summary>An operator redrove dead letters.</summary>
    public const int LettersRedriven = 154;

    /// <summary>An operator purged dead letters.</summary>
    public const int LettersPurged = 155;

    /// <summary>A message of the ingest queue met a bug, or the machine's end.</summary>
    public const int MessageThrew = 161;

    /// <summary>A message could not be settled.</summary>
    public const int MessageNotSettled = 162;

    /// <summary>A message went to its queue's dead letters.</summary>
    public const int MessageDead = 163;

    /// <summary>A queue's dead letters cannot be counted.</summary>
    public const int LettersFailing = 164;

    /// <summary>They can again.</summary>
    public const int LettersAnswering = 165;

    /// <summary>A collector does not take exported telemetry.</summary>
    public const int ExportFailing = 171;

    /// <summary>It does again.</summary>
    public const int ExportAnswering = 172;

    /// <summary>A background loop failed by a bug.</summary>
    public const int LoopFailed = 1001;

    /// <summary>A fallback was given what no store held.</summary>
    public const int RescueDelivered = 1101;

    /// <summary>A fallback does not take it.</summary>
    public const int RescueHeld = 1102;

    /// <summary>A step of a recovery failed by a bug.</summary>
    public const int RecoveryStepFailed = 1103;

    /// <summary>A store was given again what it took last.</summary>
    public const int Rewound = 1104;

    /// <summary>It could not be given it.</summary>
    public const int RewindHindered = 1105;

    /// <summary>The learnt field types cannot be saved.</summary>
    public const int SchemaUnsaved = 1111;

    /// <summary>The breakers' states cannot be saved.</summary>
    public const int BreakersUnsaved = 1121;

    /// <summary>Standalone: saved breaker states are not readable.</summary>
    public const int BreakersUnreadable = 1201;

    /// <summary>Standalone: lines of the learnt field types are not readable.</summary>
    public const int SchemaDamaged = 1202;

    /// <summary>Standalone: it is open to every process of this machine.</summary>
    public const int OpenToLoopback = 1203;

    /// <summary>Standalone: an idle connection was closed in favour of a new one.</summary>
    public const int ConnectionReplaced = 1211;

    /// <summary>Standalone: a new connection was refused, since a request is under way on every other.</summary>
    public const int ConnectionRefused = 1212;

    /// <summary>Functions: lines of the learnt field types are not readable.</summary>
    public const int HeadSchemaDamaged = 1302;

    /// <summary>Functions: it is open to every process of this machine.</summary>
    public const int HeadOpenToLoopback = 1303;

    /// <summary>Functions: a step of the tie to the breakers' authority failed by a bug.</summary>
    public const int FollowFailed = 1311;

    /// <summary>Functions: the board of the shared fences cannot be read.</summary>
    public const int FencesStale = 1321;

    /// <summary>Functions: what other instances have learnt cannot be read.</summary>
    public const int DocumentsUnread = 1331;

    /// <summary>Functions: the learnt field types cannot be saved.</summary>
    public const int DocumentsUnsaved = 1332;

    /// <summary>Functions: an orchestrated recovery went from one phase to another.</summary>
    public const int DurableRecoveryMoved = 1401;

    /// <summary>Functions: an orchestrated recovery is hindered.</summary>
    public const int DurableRecoveryHindered = 1402;

    /// <summary>Functions: an operator called to an orchestrated recovery.</summary>
    public const int DurableRecoveryCalled = 1403;

    /// <summary>Functions: a store could not be looked at.</summary>
    public const int StoreNotSeen = 1404;

    /// <summary>Functions: the lifecycle tasks could not follow a recovery.</summary>
    public const int LifecycleNotSet = 1405;

    /// <summary>Functions: a comparison failed.</summary>
    public const int ReconcileFailed = 1411;

    /// <summary>Functions: the state of a breaker was replaced by a fresh one.</summary>
    public const int BreakerReplaced = 1421;

    /// <summary>Functions: a breaker was asked for an operation that it does not have.</summary>
    public const int BreakerOperationUnknown = 1422;

    /// <summary>Functions: a snapshot was not published.</summary>
    public const int SnapshotUnpublished = 1423;

    /// <summary>Functions: the watch over the stores failed.</summary>
    public const int WatchFailed = 1431;
}
