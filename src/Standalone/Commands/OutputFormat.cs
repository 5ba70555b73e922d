namespace Holdfast.Standalone.Commands;

/// <summary>For whom a command writes.</summary>
internal enum OutputFormat
{
    /// <summary>People: sentences and tables.</summary>
    Text = 0,

    /// <summary>Programs: one JSON object per line.</summary>
    Json,
}
