// Package retryrefusedextension has an exporter over gRPC keep and send again what the next hop refuses for
// reasons that are not the data's: a wrong or outdated token, a proxy between. The OTLP exporter drops such data.
package retryrefusedextension

import (
	"context"

	"go.opentelemetry.io/collector/component"
	"go.opentelemetry.io/collector/extension"
	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"
)

type config struct{}

type middleware struct {
	component.StartFunc
	component.ShutdownFunc
}

// NewFactory makes the extension `retry_refused`, to be named in a gRPC client's `middlewares`.
func NewFactory() extension.Factory {
	return extension.NewFactory(
		component.MustNewType("retry_refused"),
		func() component.Config { return &config{} },
		func(context.Context, extension.Settings, component.Config) (extension.Extension, error) {
			return middleware{}, nil
		},
		component.StabilityLevelStable,
	)
}

// GetGRPCClientOptions is what the Collector asks of a middleware of gRPC clients.
func (middleware) GetGRPCClientOptions(context.Context) ([]grpc.DialOption, error) {
	return []grpc.DialOption{grpc.WithChainUnaryInterceptor(retryRefused)}, nil
}

func retryRefused(
	ctx context.Context, method string, request, reply any, connection *grpc.ClientConn,
	invoke grpc.UnaryInvoker, options ...grpc.CallOption,
) error {
	err := invoke(ctx, method, request, reply, connection, options...)
	switch code := status.Code(err); code {
	// Unknown and Unimplemented are what HTTP statuses of a proxy become. What is wrong with the data is told otherwise.
	case codes.Unauthenticated, codes.PermissionDenied, codes.Unimplemented, codes.Unknown:
		return status.Errorf(codes.Unavailable, "refused (%s): %s", code, status.Convert(err).Message())
	}
	return err
}
