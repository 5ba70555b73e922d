using Holdfast.Routing.Alerting;

namespace Holdfast.Pipeline.Overview;

/// <summary>
/// Tells what Redis was wanted for since the process started; neither of the two counts ever falls. Registered by a head that has Redis, and asked
/// about once a second: it must be quick.
/// </summary>
public delegate RedisSight RedisUseSource();
