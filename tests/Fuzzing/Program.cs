using Holdfast.Fuzzing.Running;

return Commands.Build().Parse(args).Invoke();
