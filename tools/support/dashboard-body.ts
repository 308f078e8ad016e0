/*
 * The CloudWatch "Dashboard Body Structure", as far as it is drawn:
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/CloudWatch-Dashboard-Body-Structure.html
 */

export interface DashboardBody {
  readonly widgets: readonly DashboardWidget[];
}

/** Place and size are in units of the grid, which has 24 columns. */
export interface DashboardWidget {
  readonly type: string;
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  readonly properties: WidgetProperties;
}

export interface WidgetProperties {
  readonly title?: string;
  readonly metrics?: readonly MetricRow[];
  readonly annotations?: { readonly horizontal?: readonly HorizontalAnnotation[] };
  readonly yAxis?: { readonly left?: YAxis; readonly right?: YAxis };
  readonly stacked?: boolean;
  readonly query?: string;
  readonly alarms?: readonly string[];
  readonly markdown?: string;
  /** View, region, period and other properties that do not affect the drawing. */
  readonly [other: string]: unknown;
}

/** Namespace, name and dimensions, then options; options alone for an expression. */
export type MetricRow = readonly (string | MetricOptions)[];

export interface MetricOptions {
  readonly expression?: string;
  readonly label?: string;
  readonly visible?: boolean;
  readonly yAxis?: Side;
  readonly color?: string;
  readonly [other: string]: unknown;
}

export interface HorizontalAnnotation {
  readonly value: number;
  readonly label?: string;
  readonly color?: string;
  readonly yAxis?: Side;
}

export interface YAxis {
  readonly label?: string;
  readonly min?: number;
  readonly max?: number;
  readonly showUnits?: boolean;
}

export type Side = 'left' | 'right';

/** The body of the only dashboard of a template, with references replaced by names. */
export function dashboardBody(template: Record<string, any>): DashboardBody {
  const resources: Record<string, { Type: string; Properties: any }> = template.Resources;
  const dashboards = Object.values(resources).filter(({ Type }) => Type === 'AWS::CloudWatch::Dashboard');
  if (dashboards.length !== 1) throw new Error(`the template has ${dashboards.length} dashboards`);
  const body = dashboards[0].Properties.DashboardBody;
  return JSON.parse(
    typeof body === 'string'
      ? body
      : body['Fn::Join'][1]
          .map((part: any) => {
            if (typeof part === 'string') return part;
            const id = part.Ref ?? part['Fn::GetAtt'][0];
            const { DBInstanceIdentifier, LogGroupName, AlarmName } = resources[id]?.Properties ?? {};
            return part.Ref
              ? (DBInstanceIdentifier ?? LogGroupName ?? id)
              : `arn:aws:cloudwatch:us-east-1:111122223333:alarm:${AlarmName ?? id}`;
          })
          .join(''),
  );
}
