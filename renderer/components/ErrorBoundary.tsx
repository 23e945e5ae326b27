import { Button } from '@mantine/core';
import { Component, type ReactNode } from 'react';
import { Callout } from './Callout.tsx';

interface Props {
  children: ReactNode;
}

interface State {
  failed: boolean;
}

/** Keeps a broken screen from taking the window with it. Listening goes on: nothing of it lives in a component. */
export class ErrorBoundary extends Component<Props, State> {
  override state: State = { failed: false };

  static getDerivedStateFromError(): State {
    return { failed: true };
  }

  override render(): ReactNode {
    if (!this.state.failed) return this.props.children;
    return (
      <Callout
        tone="danger"
        title="This screen could not be shown"
        actions={
          <Button size="xs" variant="filled" onClick={() => this.setState({ failed: false })}>
            Show it again
          </Button>
        }
      >
        Hark goes on as before. The other screens still work.
      </Callout>
    );
  }
}
