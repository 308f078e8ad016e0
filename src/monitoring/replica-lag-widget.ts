import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';

/** The lag of the read replicas of an instance, a line each. Replicas may come at any time until synthesis; while there is none, it takes no place. */
export class ReplicaLagWidget implements cloudwatch.IWidget {
  private graph?: cloudwatch.GraphWidget;
  private place: [x: number, y: number] = [0, 0];

  constructor(
    readonly width: number,
    private readonly fullHeight: number,
    private readonly region: string,
  ) {}

  /** One more line. */
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
    this.place = [x, y];
  }

  toJson(): any[] {
    this.graph?.position(...this.place);
    return this.graph?.toJson() ?? [];
  }
}
