using Holdfast.Simulation.Running;

return Commands.Build().Parse(args).Invoke();
