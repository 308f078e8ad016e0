import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';

/**
 * Graph of the lag of an instance's read replicas, one line each. Replicas may be added until synthesis; without any
 * the widget takes no space.
 */
export class ReplicaLagWidget implements cloudwatch.IWidget {
  private graph?: cloudwatch.GraphWidget;
  private coordinates: [x: number, y: number] = [0, 0];

  constructor(
    readonly width: number,
    private readonly fullHeight: number,
    private readonly region: string,
  ) {}

  /** Adds the lag of a replica as a line. */
  add(lag: cloudwatch.IMetric): void {
    if (this.graph) {
      this.graph.addLeftMetric(lag);
      return;
    }
    this.graph = new cloudwatch.GraphWidget({
      title: 'Lag of the read replicas',
      width: this.width,
      height: this.fullHeight,
      left: [lag],
      leftYAxis: { label: 's', min: 0, showUnits: false },
      period: lag.toMetricConfig().metricStat?.period,
      region: this.region,
    });
  }

  get height(): number {
    return this.graph ? this.fullHeight : 0;
  }

  position(x: number, y: number): void {
    this.coordinates = [x, y];
  }

  toJson(): any[] {
    this.graph?.position(...this.coordinates);
    return this.graph?.toJson() ?? [];
  }
}
