// A component whose code is fetched when it is first shown, so that the first page stays small.
import type { ComponentType } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { errorText } from '../base/result.ts';
import { LoadError, Loading } from './controls.tsx';

// A component that shows what `load` answers. Call it outside of components: each call is a type of its own.
export function lazy<Props extends object>(load: () => Promise<ComponentType<Props>>): ComponentType<Props> {
  let loaded: ComponentType<Props> | undefined;
  return function Lazy(props: Props) {
    const [, setTurn] = useState(0);
    const [error, setError] = useState('');
    const fetchIt = (): void => {
      setError('');
      load().then(
        (component) => {
          loaded = component;
          setTurn((turn) => turn + 1);
        },
        (thrown: unknown) => setError(errorText(thrown)),
      );
    };
    useEffect(() => {
      if (!loaded) fetchIt();
    }, []);
    if (loaded) {
      const Component = loaded;
      return <Component {...props} />;
    }
    return error ? <LoadError error={error} retry={fetchIt} /> : <Loading />;
  };
}
